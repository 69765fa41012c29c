namespace CnnGen.Kernels;

/// <summary>A sliding window with a kernel, stride and padding of its own down the rows and along the columns.</summary>
/// <param name="Rows">The window down the rows.</param>
/// <param name="Columns">The window along the columns.</param>
public readonly record struct RectangularWindow(Window Rows, Window Columns)
{
    /// <summary>Places that a float can number.</summary>
    public const int MostPlaces = 1 << 24;

    private const int PlacesOfBytes = 1 << 8;

    /// <summary>The same down the rows as along the columns.</summary>
    public RectangularWindow(Window both)
        : this(both, both)
    {
    }

    /// <summary>Pixels that the window covers, numbered row by row.</summary>
    public long Places => (long)Rows.Kernel * Columns.Kernel;

    /// <summary>Whether a byte can number the places.</summary>
    public bool FitsBytes => Places <= PlacesOfBytes;

    /// <summary>Whether rows and columns are alike.</summary>
    public bool IsSquare => Rows == Columns;

    /// <summary>Whether no window covers anything but the map.</summary>
    public bool IsUnpadded => Rows is { PaddingBefore: 0, PaddingAfter: 0 } && Columns is { PaddingBefore: 0, PaddingAfter: 0 };

    /// <summary>Whether each pixel lies in exactly one window of a map that the windows divide evenly.</summary>
    public bool Partitions => Rows.Partitions && Columns.Partitions;

    /// <summary>Whether a pixel may lie in several windows.</summary>
    public bool Overlaps => Rows.Stride < Rows.Extent || Columns.Stride < Columns.Extent;
}
