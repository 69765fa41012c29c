using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Max pooling behind an activation by windows three columns wide that overlap, the most common but for 2 x 2: the maxima down a column are found once and shared
/// by the windows that it lies in. Columns outside the map never win.
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="window">The window.</param>
/// <param name="input">The input map.</param>
/// <param name="output">The output map.</param>
/// <param name="slope">The activation's slope.</param>
internal readonly unsafe struct OverlappingMaxima(Map x, Map y, RectangularWindow window, float* input, float* output, float slope)
{
    private const int Columns = 3;

    /// <summary>Rows of a window wholly inside the map, as a rule: no loop over them.</summary>
    private const int UsualRows = 3;

    /// <summary>Lanes that are worked on at a time, so that their maxima stay in the first-level cache beside the rows.</summary>
    private const int BlockLanes = 256;

    /// <summary>Whether these are such windows.</summary>
    public static bool Takes(RectangularWindow window) => window is { Rows.Dilation: 1, Columns: { Kernel: Columns, Stride: < Columns, Dilation: 1 } };

    /// <summary>One row of the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TSimd, TVector, TFunction>(int sample, int row)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        WindowRange rows = WindowRange.Of(window.Rows, row, x.Height);
        float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (rows.Start * x.RowStride);
        float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
        float* maxima = stackalloc float[Columns * BlockLanes];
        for (int lane = 0; lane < x.Lanes; lane += BlockLanes)
            Row<TSimd, TVector, TFunction>(source + lane, rows.Count, target + lane, Math.Min(BlockLanes, x.Lanes - lane), maxima);
    }

    /// <summary>Some lanes of a row of the output. Each new column's maxima replace those of the column that no window reaches any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Row<TSimd, TVector, TFunction>(float* source, int rows, float* target, int lanes, float* maxima)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TVector factor = TSimd.Create(slope);
        int next = -window.Columns.PaddingBefore, oldest = 0;
        for (int column = 0; column < y.Width; column++, target += y.PixelStride)
        {
            for (int end = (column * window.Columns.Stride) - window.Columns.PaddingBefore + Columns; next < end; next++)
            {
                Down<TSimd, TVector>(source + (next * x.PixelStride), next >= 0 && next < x.Width ? rows : 0, lanes, maxima + (oldest * BlockLanes));
                oldest = oldest == Columns - 1 ? 0 : oldest + 1;
            }

            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector best = Maximum.Greater<TSimd, TVector>(TSimd.Load(maxima + lane), TSimd.Load(maxima + BlockLanes + lane));
                best = Maximum.Greater<TSimd, TVector>(best, TSimd.Load(maxima + (2 * BlockLanes) + lane));
                TSimd.Store(TFunction.Apply<TSimd, TVector>(best, factor), target + lane);
            }
        }
    }

    /// <summary>The maxima of some rows of a column; less than all of no rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Down<TSimd, TVector>(float* pixel, int rows, int lanes, float* maxima)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        int step = x.RowStride;
        for (int lane = 0; lane < lanes; lane += TSimd.Count)
        {
            TVector best = TSimd.Create(float.NegativeInfinity);
            if (rows == UsualRows)
            {
                best = Maximum.Greater<TSimd, TVector>(TSimd.Load(pixel + lane), TSimd.Load(pixel + step + lane));
                best = Maximum.Greater<TSimd, TVector>(best, TSimd.Load(pixel + (2 * step) + lane));
            }
            else
            {
                for (int i = 0; i < rows; i++)
                    best = Maximum.Greater<TSimd, TVector>(best, TSimd.Load(pixel + (i * step) + lane));
            }

            TSimd.Store(best, maxima + lane);
        }
    }
}
