using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>The pixels of a tile, on a map or elsewhere; none where <paramref name="first"/> is null.</summary>
/// <param name="first">The tile's pixel (0, 0) at some lane.</param>
/// <param name="rowStep">Floats from one row to the next.</param>
/// <param name="columnStep">Floats from one pixel to the next.</param>
internal readonly unsafe struct TilePixels(float* first, nint rowStep, nint columnStep)
{
    /// <summary>Those of a sample's tile with this pixel (0, 0); none where the map's memory is null.</summary>
    public static TilePixels At(Map map, float* memory, int sample, int row, int column) => memory is null
        ? default
        : new(memory + map.Origin + ((nint)sample * map.SampleStride) + ((nint)row * map.RowStride) + ((nint)column * map.PixelStride), map.RowStride, map.PixelStride);

    /// <summary>The same pixels at another lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TilePixels From(int lane) => new(first is null ? null : first + lane, rowStep, columnStep);

    /// <summary>A row of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PixelRow Row(int row) => new(first is null ? null : first + (row * rowStep), columnStep);

    /// <summary>Asks for the pixels of the square tile below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchBelow(int side)
    {
        if (first is not null)
            Prefetch.Pixels(first + (side * rowStep), rowStep, columnStep, side, side);
    }
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
