namespace CnnGen;

/// <summary>
/// Layer normalisation (Ba, Kiros and Hinton 2016): <c>y = weight * (x - mean) / sqrt(variance + epsilon) + bias</c>, with mean and biased variance
/// over channels, rows and columns of each sample, in training and prediction alike. The shape stays; weight and bias have one value for each
/// element: [channels, height, width], or [channels] for a flat input. An input of a single value is an error.
/// </summary>
/// <param name="epsilon">Added to the variance; above 0.</param>
/// <param name="affine">Whether weight and bias are learnt.</param>
public sealed class LayerNormAttribute(double epsilon = 1e-5, bool affine = true) : LayerAttribute
{
    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; } = epsilon;

    /// <summary>Whether weight and bias are learnt.</summary>
    public bool Affine { get; } = affine;
}
