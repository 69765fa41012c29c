namespace CnnGen;

/// <summary>The logistic function, <c>y = 1 / (1 + exp(-x))</c>.</summary>
public sealed class SigmoidAttribute : LayerAttribute;
