namespace CnnGen;

/// <summary>Sigmoid-weighted linear unit, also called swish (Elfwing et al. 2018): <c>y = x / (1 + exp(-x))</c>.</summary>
public sealed class SiLUAttribute : LayerAttribute;
