namespace CnnGen;

/// <summary>Cropping: C x H x W becomes C x (H - top - bottom) x (W - left - right); some pixel must be left.</summary>
public sealed class CropAttribute : LayerAttribute
{
    /// <param name="all">Rows and columns cut off on each of the four sides.</param>
    public CropAttribute(int all) => (Top, Bottom, Left, Right) = (all, all, all, all);

    /// <param name="top">Rows cut off above.</param>
    /// <param name="bottom">Rows cut off below.</param>
    /// <param name="left">Columns cut off at the left.</param>
    /// <param name="right">Columns cut off at the right.</param>
    public CropAttribute(int top, int bottom, int left, int right) => (Top, Bottom, Left, Right) = (top, bottom, left, right);

    /// <summary>Rows cut off above.</summary>
    public int Top { get; }

    /// <summary>Rows cut off below.</summary>
    public int Bottom { get; }

    /// <summary>Columns cut off at the left.</summary>
    public int Left { get; }

    /// <summary>Columns cut off at the right.</summary>
    public int Right { get; }
}
