namespace CnnGen;

/// <summary>
/// Batch normalisation by channel (Ioffe and Szegedy 2015): <c>y = gamma * (x - mean) / sqrt(variance + epsilon) + beta</c>, with statistics
/// of the batch in training and running ones in prediction.
/// </summary>
/// <param name="momentum">Weight of the newest batch in the running statistics.</param>
/// <param name="epsilon">Added to the variance.</param>
public sealed class BatchNormAttribute(double momentum = 0.1, double epsilon = 1e-5) : LayerAttribute
{
    /// <summary>Weight of the newest batch in the running statistics.</summary>
    public double Momentum { get; } = momentum;

    /// <summary>Added to the variance.</summary>
    public double Epsilon { get; } = epsilon;
}
