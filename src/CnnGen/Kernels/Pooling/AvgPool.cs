using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Average pooling: the sum over the window divided by its size, as PyTorch counts it.</summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="rows">The window down the rows.</param>
/// <param name="columns">The window along the columns; it differs from <paramref name="rows"/> when a whole map is averaged.</param>
/// <param name="countIncludesPadding">Whether padding counts in the divisor.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class AvgPool(Map x, Map y, Window rows, Window columns, bool countIncludesPadding = true)
{
    /// <summary>The average of the whole map.</summary>
    public static AvgPool Global(Map x, Map y) => new(x, y, new Window(x.Height), new Window(x.Width));

    /// <summary>Writes the output's pixels, not its border.</summary>
    public void Forward(int samples, Address input, Address output) =>
        Width.Run(x.Lanes, new ForwardKernel(this, samples, input.Pointer, output.Pointer));

    /// <summary>Overwrites every pixel of <paramref name="input"/>, laid out as <c>x</c>, from the gradient of <c>y</c>.</summary>
    public void Backward(int samples, Address gradient, Address input)
    {
        for (int sample = 0; sample < samples; sample++)
            Zero.Pixels(x, input.Pointer + ((nint)sample * x.SampleStride));
        Width.Run(x.Lanes, new BackwardKernel(this, samples, gradient.Pointer, input.Pointer));
    }

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

    private readonly struct ForwardKernel(AvgPool pool, int samples, float* input, float* output) : IWidthKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            (Map x, Map y) = (pool.X, pool.Y);
            int lanes = x.Lanes;
            for (int sample = 0; sample < samples; sample++)
            {
                for (int row = 0; row < y.Height; row++)
                {
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
        }
    }

    private readonly struct BackwardKernel(AvgPool pool, int samples, float* gradient, float* input) : IWidthKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            (Map x, Map y) = (pool.X, pool.Y);
            int lanes = x.Lanes;
            for (int sample = 0; sample < samples; sample++)
            {
                for (int row = 0; row < y.Height; row++)
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
    }

    private Map X => x;

    private Map Y => y;

    private Window Rows => rows;

    private Window Columns => columns;
}
