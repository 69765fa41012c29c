namespace CnnGen;

/// <summary>The mean of each channel over the whole map: C x H x W becomes C (Lin et al. 2014).</summary>
public sealed class GlobalAvgPoolAttribute : LayerAttribute;
