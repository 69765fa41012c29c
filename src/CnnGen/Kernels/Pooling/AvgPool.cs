using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Average pooling: the sum over the window divided by its size, as PyTorch counts it.</summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="rows">The window down the rows.</param>
/// <param name="columns">The window along the columns.</param>
/// <param name="countIncludesPadding">Whether padding counts in the divisor.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class AvgPool(Map x, Map y, Window rows, Window columns, bool countIncludesPadding = true)
{
    /// <summary>By square windows.</summary>
    public AvgPool(Map x, Map y, Window window, bool countIncludesPadding = true)
        : this(x, y, window, window, countIncludesPadding)
    {
    }

    /// <summary>The average of the whole map.</summary>
    public static AvgPool Global(Map x, Map y) => new(x, y, new Window(x.Height), new Window(x.Width));

    /// <summary>Writes the output's pixels, not its border.</summary>
    public void Forward(Samples samples, Address input, Address output) =>
        EachRow.Run(samples, y.Height, x, new ForwardKernel(this, input.Pointer, output.Pointer));

    /// <summary>Overwrites every pixel of <paramref name="input"/>, laid out as <c>x</c>, from the gradient of <c>y</c>.</summary>
    public void Backward(Samples samples, Address gradient, Address input) =>
        EachRow.Run(samples, 1, x, new BackwardKernel(this, gradient.Pointer, input.Pointer));

    /// <summary>Pixels that the average at (row, column) divides by: taps inside the padded map, or inside the map.</summary>
    private int Divisor(int row, int column, WindowRange rowRange, WindowRange columnRange) =>
        countIncludesPadding
            ? Padded(rows, row, x.Height) * Padded(columns, column, x.Width)
            : rowRange.Count * columnRange.Count;

    private static int Padded(Window window, int index, int size)
    {
        int start = (index * window.Stride) - window.PaddingBefore;
        return Math.Min(start + window.Kernel, size + window.PaddingAfter) - start;
    }

    private readonly struct ForwardKernel(AvgPool pool, float* input, float* output) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            (Map x, Map y) = (pool.X, pool.Y);
            int lanes = x.Lanes;
            WindowRange rowRange = WindowRange.Of(pool.Rows, row, x.Height);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            for (int column = 0; column < y.Width; column++, target += y.PixelStride)
            {
                WindowRange columnRange = WindowRange.Of(pool.Columns, column, x.Width);
                float* first = input + x.Origin + ((nint)sample * x.SampleStride) + (rowRange.Start * x.RowStride) + (columnRange.Start * x.PixelStride);
                TVector factor = TSimd.Create(1f / pool.Divisor(row, column, rowRange, columnRange));
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector sum = TSimd.Zero;
                    for (int i = 0; i < rowRange.Count; i++)
                    {
                        float* pixel = first + (i * x.RowStride) + lane;
                        for (int j = 0; j < columnRange.Count; j++, pixel += x.PixelStride)
                            sum = TSimd.Add(sum, TSimd.Load(pixel));
                    }

                    TSimd.Store(TSimd.Multiply(sum, factor), target + lane);
                }
            }
        }
    }

    private readonly struct BackwardKernel(AvgPool pool, float* gradient, float* input) : IRowKernel
    {
        /// <summary>A whole sample: windows may overlap.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            (Map x, Map y) = (pool.X, pool.Y);
            int lanes = x.Lanes;
            Zero.Pixels(x, input + ((nint)sample * x.SampleStride));
            for (row = 0; row < y.Height; row++)
            {
                WindowRange rowRange = WindowRange.Of(pool.Rows, row, x.Height);
                float* source = gradient + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
                for (int column = 0; column < y.Width; column++, source += y.PixelStride)
                {
                    WindowRange columnRange = WindowRange.Of(pool.Columns, column, x.Width);
                    float* first = input + x.Origin + ((nint)sample * x.SampleStride) + (rowRange.Start * x.RowStride) + (columnRange.Start * x.PixelStride);
                    TVector factor = TSimd.Create(1f / pool.Divisor(row, column, rowRange, columnRange));
                    for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    {
                        TVector share = TSimd.Multiply(TSimd.Load(source + lane), factor);
                        for (int i = 0; i < rowRange.Count; i++)
                        {
                            float* pixel = first + (i * x.RowStride) + lane;
                            for (int j = 0; j < columnRange.Count; j++, pixel += x.PixelStride)
                                TSimd.Store(TSimd.Add(TSimd.Load(pixel), share), pixel);
                        }
                    }
                }
            }
        }
    }

    private Map X => x;

    private Map Y => y;

    private Window Rows => rows;

    private Window Columns => columns;
}
