using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Max unpooling: each value goes to the place that won its window in a max pooling, zeros elsewhere. Where windows overlap and share a winner, the
/// last window's value stands, and it alone has a gradient.
/// </summary>
/// <param name="x">Layout of the pooled map.</param>
/// <param name="y">Layout of the unpooled map.</param>
/// <param name="window">The pooling's window.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class MaxUnpool(Map x, Map y, Window window)
{
    /// <summary>Overwrites every pixel of the output.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="input">The pooled map.</param>
    /// <param name="winners">The places that <see cref="MaxPool.Forward"/> recorded.</param>
    /// <param name="output">The unpooled map.</param>
    public void Forward(Samples samples, Address input, Address winners, Address output)
    {
        if (window.Partitions)
            Zero.Uncovered(y, x.Height * window.Kernel, x.Width * window.Kernel, samples, output.Pointer);
        EachRow.Run(samples, window.Partitions ? x.Height : 1, y, new ForwardKernel(x, y, window, input.Pointer, (byte*)winners.Pointer, output.Pointer));
    }

    /// <summary>Overwrites every pixel of the pooled map's gradient.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="gradient">Gradient of the unpooled map.</param>
    /// <param name="winners">The places that <see cref="MaxPool.Forward"/> recorded.</param>
    /// <param name="input">Gradient of the pooled map.</param>
    public void Backward(Samples samples, Address gradient, Address winners, Address input) =>
        EachRow.Run(samples, x.Height, y, new BackwardKernel(x, y, window, gradient.Pointer, (byte*)winners.Pointer, input.Pointer));

    private readonly struct ForwardKernel(Map x, Map y, Window window, float* input, byte* winners, float* output) : IRowKernel
    {
        /// <summary>A row of windows, or a whole sample where windows may overlap.</summary>
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            if (window.Partitions)
            {
                Row<TSimd, TVector>(sample, row);
                return;
            }

            Zero.Pixels(y, output + ((nint)sample * y.SampleStride));
            for (row = 0; row < x.Height; row++)
                Row<TSimd, TVector>(sample, row);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Row<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            bool overlap = !window.Partitions;
            byte* winner = winners + ((((nint)sample * x.Height) + row) * x.Width * lanes);
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride);
            WindowRange rows = WindowRange.Of(window, row, y.Height);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, winner += lanes)
            {
                WindowRange columns = WindowRange.Of(window, column, y.Width);
                float* first = target + (rows.Start * y.RowStride) + (columns.Start * y.PixelStride);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector value = TSimd.Load(source + lane);
                    for (int i = rows.FirstTap; i < rows.EndTap; i++)
                    {
                        float* pixel = first + ((i - rows.FirstTap) * y.RowStride) + lane;
                        for (int j = columns.FirstTap; j < columns.EndTap; j++, pixel += y.PixelStride)
                        {
                            TVector wins = TSimd.BytesEqual(winner + lane, (byte)((i * window.Kernel) + j));
                            TSimd.Store(TSimd.Select(wins, value, overlap ? TSimd.Load(pixel) : TSimd.Zero), pixel);
                        }
                    }
                }
            }
        }
    }

    private readonly struct BackwardKernel(Map x, Map y, Window window, float* gradient, byte* winners, float* input) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            bool overlap = window.Stride < window.Kernel;
            float* target = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* source = gradient + y.Origin + ((nint)sample * y.SampleStride);
            byte* winner = winners + ((((nint)sample * x.Height) + row) * x.Width * lanes);
            WindowRange rows = WindowRange.Of(window, row, y.Height);
            for (int column = 0; column < x.Width; column++, target += x.PixelStride, winner += lanes)
            {
                WindowRange columns = WindowRange.Of(window, column, y.Width);
                float* first = source + (rows.Start * y.RowStride) + (columns.Start * y.PixelStride);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector sum = TSimd.Zero;
                    for (int i = rows.FirstTap; i < rows.EndTap; i++)
                    {
                        float* pixel = first + ((i - rows.FirstTap) * y.RowStride) + lane;
                        for (int j = columns.FirstTap; j < columns.EndTap; j++, pixel += y.PixelStride)
                        {
                            TVector value = TSimd.Load(pixel);
                            if (overlap)
                                value = WithoutOverwritten<TSimd, TVector>(value, winner + lane, row, column, i, j);
                            sum = TSimd.Select(TSimd.BytesEqual(winner + lane, (byte)((i * window.Kernel) + j)), value, sum);
                        }
                    }

                    TSimd.Store(sum, target + lane);
                }
            }
        }

        /// <summary>Zero where a later window has the pixel under tap (<paramref name="i"/>, <paramref name="j"/>) for its winner too.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
        private TVector WithoutOverwritten<TSimd, TVector>(TVector value, byte* winner, int row, int column, int i, int j)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            for (int below = 0; below * window.Stride <= i && row + below < x.Height; below++)
            {
                int u = i - (below * window.Stride);
                for (int right = below == 0 ? 1 : -column; column + right < x.Width; right++)
                {
                    int v = j - (right * window.Stride);
                    if (v < 0)
                        break;
                    if (v < window.Kernel)
                        value = TSimd.Select(TSimd.BytesEqual(winner + (((below * x.Width) + right) * lanes), (byte)((u * window.Kernel) + v)), TSimd.Zero, value);
                }
            }

            return value;
        }
    }
}
