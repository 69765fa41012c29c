namespace CnnGen;

/// <summary>Marks a partial class as a network; the generator makes a <see cref="Model"/> of it.</summary>
/// <param name="channels">Channels of an input image.</param>
/// <param name="height">Rows of an input image.</param>
/// <param name="width">Columns of an input image.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CnnModelAttribute(int channels, int height, int width) : Attribute
{
    /// <summary>Channels of an input image.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows of an input image.</summary>
    public int Height { get; } = height;

    /// <summary>Columns of an input image.</summary>
    public int Width { get; } = width;

    /// <summary>How much rounding the convolutions may add for the sake of speed.</summary>
    public Accuracy Accuracy { get; set; }

    /// <summary>
    /// How predictors keep the weights of linear layers. Predictions of few images wait for these to come from memory; as <see cref="WeightFormat.BFloat16"/> there
    /// is half as much of them. Sums stay in 32-bit floats, and training keeps 32-bit weights.
    /// </summary>
    public WeightFormat LinearWeights { get; set; }
}
