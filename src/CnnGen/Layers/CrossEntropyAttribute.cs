namespace CnnGen;

/// <summary>Cross entropy between the softmax of the scores and class labels; the loss of a flat output that names none.</summary>
/// <param name="labelSmoothing">Share of the target spread over all classes (Szegedy et al. 2016), from 0 to below 1.</param>
public sealed class CrossEntropyAttribute(double labelSmoothing = 0) : LayerAttribute
{
    /// <summary>Share of the target spread over all classes.</summary>
    public double LabelSmoothing { get; } = labelSmoothing;
}
