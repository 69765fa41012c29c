namespace CnnGen;

/// <summary>Nearest-neighbour upsampling: C x H x W becomes C x scale H x scale W, and each pixel fills a cell of scale x scale pixels.</summary>
/// <param name="scale">Rows and columns of a cell, at least 1.</param>
public sealed class UpsampleAttribute(int scale = 2) : LayerAttribute
{
    /// <summary>Rows and columns of a cell.</summary>
    public int Scale { get; } = scale;
}
