namespace CnnGen;

/// <summary>Rectified linear unit, <c>y = max(0, x)</c>.</summary>
public sealed class ReLUAttribute : LayerAttribute;
