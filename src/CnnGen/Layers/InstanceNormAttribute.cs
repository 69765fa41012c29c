namespace CnnGen;

/// <summary>
/// Instance normalisation (Ulyanov, Vedaldi and Lempitsky 2016): <c>y = (x - mean) / sqrt(variance + epsilon)</c>, with mean and biased variance
/// over rows and columns of each channel of each sample, in training and prediction alike. The shape stays; an input of a single pixel is an error.
/// </summary>
/// <param name="epsilon">Added to the variance; above 0.</param>
/// <param name="affine">Whether a weight and a bias for each channel are learnt.</param>
public sealed class InstanceNormAttribute(double epsilon = 1e-5, bool affine = false) : LayerAttribute
{
    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; } = epsilon;

    /// <summary>Whether a weight and a bias for each channel are learnt.</summary>
    public bool Affine { get; } = affine;
}
