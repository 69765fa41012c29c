namespace CnnGen;

/// <summary>Leaky rectified linear unit: <c>x</c> above zero, <c>slope * x</c> below.</summary>
/// <param name="slope">Slope below zero, from 0 to below 1.</param>
public sealed class LeakyReLUAttribute(double slope = 0.01) : LayerAttribute
{
    /// <summary>Slope below zero.</summary>
    public double Slope { get; } = slope;
}
