namespace CnnGen;

/// <summary>Linear layer, <c>y = weight * x + bias</c>; a map before it is flattened in NCHW order.</summary>
/// <param name="features">Outputs.</param>
/// <param name="bias">Whether each output has a learnt offset.</param>
public sealed class LinearAttribute(int features, bool bias = true) : LayerAttribute
{
    /// <summary>Outputs.</summary>
    public int Features { get; } = features;

    /// <summary>Whether each output has a learnt offset.</summary>
    public bool Bias { get; } = bias;

    /// <summary>How the weights begin.</summary>
    public Init Init { get; set; }
}
