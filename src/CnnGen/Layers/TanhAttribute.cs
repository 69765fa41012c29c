namespace CnnGen;

/// <summary>The hyperbolic tangent, <c>y = tanh x</c>.</summary>
public sealed class TanhAttribute : LayerAttribute;
