namespace CnnGen;

/// <summary>Zero padding: C x H x W becomes C x (top + H + bottom) x (left + W + right).</summary>
public sealed class PadAttribute : LayerAttribute
{
    /// <param name="all">Rows and columns of zeros on each of the four sides.</param>
    public PadAttribute(int all) => (Top, Bottom, Left, Right) = (all, all, all, all);

    /// <param name="top">Rows of zeros above.</param>
    /// <param name="bottom">Rows of zeros below.</param>
    /// <param name="left">Columns of zeros at the left.</param>
    /// <param name="right">Columns of zeros at the right.</param>
    public PadAttribute(int top, int bottom, int left, int right) => (Top, Bottom, Left, Right) = (top, bottom, left, right);

    /// <summary>Rows of zeros above.</summary>
    public int Top { get; }

    /// <summary>Rows of zeros below.</summary>
    public int Bottom { get; }

    /// <summary>Columns of zeros at the left.</summary>
    public int Left { get; }

    /// <summary>Columns of zeros at the right.</summary>
    public int Right { get; }
}
