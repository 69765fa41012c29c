namespace CnnGen;

/// <summary>Mean squared error between outputs and target values, over all elements of the batch.</summary>
public sealed class MeanSquaredErrorAttribute : LayerAttribute;
