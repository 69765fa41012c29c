using CnnGen.Sessions;

namespace CnnGen;

/// <summary>
/// Cross entropy at each pixel of a map of scores, classes x height x width, as PyTorch's <c>cross_entropy</c> defines it: the loss of semantic
/// segmentation (Long et al. 2015). Labels come for each sample row by row, height x width of them.
/// </summary>
/// <remarks>
/// The mean over the pixels of the batch that count, weighted by the weights of their classes. Where none counts (all ignored, or of weight 0), loss and
/// gradients are 0; PyTorch's are NaN.
/// </remarks>
/// <param name="labelSmoothing">Share of the target spread over all classes (Szegedy et al. 2016), from 0 to below 1.</param>
/// <param name="ignore">Label of the pixels that do not count, such as borders and unknown objects; it may lie outside the classes.</param>
public sealed class PixelCrossEntropyAttribute(double labelSmoothing = 0, int ignore = SessionPlan.Unlabelled) : LayerAttribute
{
    /// <summary>Share of the target spread over all classes.</summary>
    public double LabelSmoothing { get; } = labelSmoothing;

    /// <summary>Label of the pixels that do not count.</summary>
    public int Ignore { get; } = ignore;

    /// <summary>Weight of each class, not below 0; all 1 if it is not given.</summary>
    public double[]? Weights { get; set; }
}
