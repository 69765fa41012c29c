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

    /// <summary>Asks for the pixels of the tile below, of so many rows and columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PrefetchBelow(int rows, int columns) => Prefetch.Pixels(first + (rows * rowStep), rowStep, columnStep, rows, columns);
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

    /// <summary>Writes two pixels: <c>f(y + added)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TSimd, TVector, TFunction>(TVector y0, TVector y1, PixelRow added, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        if (!added.IsNone)
        {
            y0 = TSimd.Add(y0, TSimd.Load(added[0]));
            y1 = TSimd.Add(y1, TSimd.Load(added[1]));
        }

        TSimd.Store(TFunction.Apply<TSimd, TVector>(y0, slope), this[0]);
        TSimd.Store(TFunction.Apply<TSimd, TVector>(y1, slope), this[1]);
    }

    /// <summary>Writes four pixels: <c>f(y + added)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write<TSimd, TVector, TFunction>(TVector y0, TVector y1, TVector y2, TVector y3, PixelRow added, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        if (!added.IsNone)
        {
            y0 = TSimd.Add(y0, TSimd.Load(added[0]));
            y1 = TSimd.Add(y1, TSimd.Load(added[1]));
            y2 = TSimd.Add(y2, TSimd.Load(added[2]));
            y3 = TSimd.Add(y3, TSimd.Load(added[3]));
        }

        TSimd.Store(TFunction.Apply<TSimd, TVector>(y0, slope), this[0]);
        TSimd.Store(TFunction.Apply<TSimd, TVector>(y1, slope), this[1]);
        TSimd.Store(TFunction.Apply<TSimd, TVector>(y2, slope), this[2]);
        TSimd.Store(TFunction.Apply<TSimd, TVector>(y3, slope), this[3]);
    }
}
