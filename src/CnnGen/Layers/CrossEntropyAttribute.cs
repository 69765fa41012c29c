using CnnGen.Sessions;

namespace CnnGen;

/// <summary>
/// Cross entropy between the softmax of the scores and one class label for each sample, as PyTorch's <c>cross_entropy</c> defines it; the loss of a flat
/// output that names none. For a label at each pixel see <see cref="PixelCrossEntropyAttribute"/>.
/// </summary>
/// <remarks>
/// The mean over the samples that count, weighted by the weights of their classes. Where none counts, loss and gradients are 0; PyTorch's are NaN.
/// </remarks>
/// <param name="labelSmoothing">Share of the target spread over all classes (Szegedy et al. 2016), from 0 to below 1.</param>
/// <param name="ignore">Label of the samples that do not count; it may lie outside the classes.</param>
public sealed class CrossEntropyAttribute(double labelSmoothing = 0, int ignore = SessionPlan.Unlabelled) : LayerAttribute
{
    /// <summary>Share of the target spread over all classes.</summary>
    public double LabelSmoothing { get; } = labelSmoothing;

    /// <summary>Label of the samples that do not count.</summary>
    public int Ignore { get; } = ignore;

    /// <summary>Weight of each class, not below 0; all 1 if it is not given.</summary>
    public double[]? Weights { get; set; }
}
