namespace CnnGen;

/// <summary>
/// Unpooling by a bed of nails: C x H x W becomes C x scale H x scale W, each pixel at the top left of a cell of scale x scale pixels, with zeros
/// elsewhere (Dosovitskiy et al. 2015).
/// </summary>
/// <param name="scale">Rows and columns of a cell, at least 1.</param>
public sealed class BedOfNailsAttribute(int scale = 2) : LayerAttribute
{
    /// <summary>Rows and columns of a cell.</summary>
    public int Scale { get; } = scale;
}
