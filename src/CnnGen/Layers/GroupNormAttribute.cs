namespace CnnGen;

/// <summary>
/// Group normalisation (Wu and He 2018): <c>y = weight * (x - mean) / sqrt(variance + epsilon) + bias</c>, with mean and biased variance over rows,
/// columns and a group of neighbouring channels of each sample, in training and prediction alike. The shape stays; groups that do not divide the
/// channels, or that hold a single value, are errors.
/// </summary>
/// <param name="groups">Groups that the channels are divided into.</param>
/// <param name="epsilon">Added to the variance; above 0.</param>
/// <param name="affine">Whether a weight and a bias for each channel are learnt.</param>
public sealed class GroupNormAttribute(int groups, double epsilon = 1e-5, bool affine = true) : LayerAttribute
{
    /// <summary>Groups that the channels are divided into.</summary>
    public int Groups { get; } = groups;

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; } = epsilon;

    /// <summary>Whether a weight and a bias for each channel are learnt.</summary>
    public bool Affine { get; } = affine;
}
