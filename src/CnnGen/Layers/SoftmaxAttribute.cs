namespace CnnGen;

/// <summary>Softmax at the end: predictors return probabilities; training works on the logits in one pass with the loss.</summary>
public sealed class SoftmaxAttribute : LayerAttribute;
