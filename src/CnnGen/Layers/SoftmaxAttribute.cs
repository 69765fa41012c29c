namespace CnnGen;

/// <summary>
/// Softmax over the channels at the end, of a map at each of its pixels: predictors return probabilities; training works on the logits in one
/// pass with the loss.
/// </summary>
public sealed class SoftmaxAttribute : LayerAttribute;
