namespace CnnGen;

/// <summary>
/// The greatest value of each channel over the whole map: C x H x W becomes C (Oquab et al. 2015). The gradient goes to the first of equals in
/// row-major order. A map has at most 2^24 pixels.
/// </summary>
public sealed class GlobalMaxPoolAttribute : LayerAttribute;
