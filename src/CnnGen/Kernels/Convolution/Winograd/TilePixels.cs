using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>The pixels of a tile, on a map or elsewhere; none by default.</summary>
/// <param name="first">The tile's pixel (0, 0) at some lane.</param>
/// <param name="rowStep">Floats from one row to the next.</param>
/// <param name="columnStep">Floats from one pixel to the next.</param>
internal readonly unsafe struct TilePixels(float* first, nint rowStep, nint columnStep)
{
    /// <summary>Those from pixel (<paramref name="row"/>, <paramref name="column"/>) of a sample on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TilePixels At(float* memory, Positions pixels, int sample, int row, int column) =>
        new(memory + pixels.Offset(sample, row, column), pixels.RowStep, pixels.ColumnStep);

    /// <summary>The same pixels at another lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TilePixels From(int lane) => new(first + lane, rowStep, columnStep);

    /// <summary>A row of them; of none, none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PixelRow Row(int row) => new(first + (row * rowStep), columnStep);

    /// <summary>Asks for the pixels of the square tile below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchBelow(int side) => Prefetch.Pixels(first + (side * rowStep), rowStep, columnStep, side, side);
}

/// <summary>Some pixels of a row; none where <paramref name="first"/> is null.</summary>
/// <param name="first">The first of them.</param>
/// <param name="step">Floats from one to the next.</param>
internal readonly unsafe struct PixelRow(float* first, nint step)
{
    /// <summary>Whether there are none.</summary>
    public bool IsNone
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => first is null;
    }

    /// <summary>The pixel of a column.</summary>
    public float* this[int column]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => first + (column * step);
    }
}
