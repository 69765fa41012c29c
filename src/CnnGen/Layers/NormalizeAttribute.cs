namespace CnnGen;

/// <summary>Normalisation of the input images, first in a network: <c>(x - mean) / deviation</c> by channel. Predictors then take raw images.</summary>
public sealed class NormalizeAttribute : LayerAttribute
{
    /// <param name="mean">Mean of all channels.</param>
    /// <param name="deviation">Deviation of all channels.</param>
    public NormalizeAttribute(double mean, double deviation)
    {
        Mean = [mean];
        Deviation = [deviation];
    }

    /// <param name="mean">Mean of each channel.</param>
    /// <param name="deviation">Deviation of each channel.</param>
    public NormalizeAttribute(double[] mean, double[] deviation)
    {
        Mean = mean;
        Deviation = deviation;
    }

    /// <summary>Mean of each channel, or one for all.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>Deviation of each channel, or one for all.</summary>
    public IReadOnlyList<double> Deviation { get; }
}
