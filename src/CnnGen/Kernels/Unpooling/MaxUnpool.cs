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
/// <param name="rows">The pooling's window down the rows.</param>
/// <param name="columns">The pooling's window along the columns.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class MaxUnpool(Map x, Map y, Window rows, Window columns)
{
    private readonly RectangularWindow _window = new(rows, columns);

    /// <summary>Of square windows.</summary>
    public MaxUnpool(Map x, Map y, Window window)
        : this(x, y, window, window)
    {
    }

    /// <summary>Overwrites every pixel of the output.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="input">The pooled map.</param>
    /// <param name="winners">The places that <see cref="MaxPool.Forward"/> recorded.</param>
    /// <param name="output">The unpooled map.</param>
    public void Forward(Samples samples, Address input, Address winners, Address output)
    {
        if (_window.Partitions)
            Zero.Uncovered(y, x.Height * rows.Kernel, x.Width * columns.Kernel, samples, output.Pointer);
        ForwardKernel kernel = new(x, y, _window, input.Pointer, new Winners(winners, _window), output.Pointer);
        EachRow.Run(samples, _window.Partitions ? x.Height : 1, y, kernel);
    }

    /// <summary>Overwrites every pixel of the pooled map's gradient.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="gradient">Gradient of the unpooled map.</param>
    /// <param name="winners">The places that <see cref="MaxPool.Forward"/> recorded.</param>
    /// <param name="input">Gradient of the pooled map.</param>
    public void Backward(Samples samples, Address gradient, Address winners, Address input) =>
        EachRow.Run(samples, x.Height, y, new BackwardKernel(x, y, _window, gradient.Pointer, new Winners(winners, _window), input.Pointer));

    private readonly struct ForwardKernel(Map x, Map y, RectangularWindow window, float* input, Winners winners, float* output) : IRowKernel
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
            int lanes = x.Lanes, placesPerRow = window.Columns.Kernel;
            bool overlap = !window.Partitions;
            nint winner = (((nint)sample * x.Height) + row) * x.Width * lanes;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride);
            WindowRange rows = WindowRange.Of(window.Rows, row, y.Height);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, winner += lanes)
            {
                WindowRange columns = WindowRange.Of(window.Columns, column, y.Width);
                float* first = target + (rows.Start * y.RowStride) + (columns.Start * y.PixelStride);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector value = TSimd.Load(source + lane), won = winners.Load<TSimd, TVector>(winner + lane);
                    for (int i = rows.FirstTap; i < rows.EndTap; i++)
                    {
                        float* pixel = first + ((i - rows.FirstTap) * y.RowStride) + lane;
                        for (int j = columns.FirstTap; j < columns.EndTap; j++, pixel += y.PixelStride)
                        {
                            TVector wins = TSimd.Equal(won, TSimd.Create((i * placesPerRow) + j));
                            TSimd.Store(TSimd.Select(wins, value, overlap ? TSimd.Load(pixel) : TSimd.Zero), pixel);
                        }
                    }
                }
            }
        }
    }

    private readonly struct BackwardKernel(Map x, Map y, RectangularWindow window, float* gradient, Winners winners, float* input) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes, placesPerRow = window.Columns.Kernel;
            bool overlap = window.Overlaps;
            float* target = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* source = gradient + y.Origin + ((nint)sample * y.SampleStride);
            nint winner = (((nint)sample * x.Height) + row) * x.Width * lanes;
            WindowRange rows = WindowRange.Of(window.Rows, row, y.Height);
            for (int column = 0; column < x.Width; column++, target += x.PixelStride, winner += lanes)
            {
                WindowRange columns = WindowRange.Of(window.Columns, column, y.Width);
                float* first = source + (rows.Start * y.RowStride) + (columns.Start * y.PixelStride);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector sum = TSimd.Zero, won = winners.Load<TSimd, TVector>(winner + lane);
                    for (int i = rows.FirstTap; i < rows.EndTap; i++)
                    {
                        float* pixel = first + ((i - rows.FirstTap) * y.RowStride) + lane;
                        for (int j = columns.FirstTap; j < columns.EndTap; j++, pixel += y.PixelStride)
                        {
                            TVector value = TSimd.Load(pixel);
                            if (overlap)
                                value = WithoutOverwritten<TSimd, TVector>(value, winner + lane, row, column, i, j);
                            sum = TSimd.Select(TSimd.Equal(won, TSimd.Create((i * placesPerRow) + j)), value, sum);
                        }
                    }

                    TSimd.Store(sum, target + lane);
                }
            }
        }

        /// <summary>Zero where a later window has the pixel under tap (<paramref name="i"/>, <paramref name="j"/>) for its winner too.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
        private TVector WithoutOverwritten<TSimd, TVector>(TVector value, nint winner, int row, int column, int i, int j)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            (Window rows, Window columns) = window;
            int left = Math.Min(column, (columns.Kernel - 1 - j) / columns.Stride);
            for (int below = 0; below * rows.Stride <= i && row + below < x.Height; below++)
            {
                int u = i - (below * rows.Stride);
                for (int right = below == 0 ? 1 : -left; right * columns.Stride <= j && column + right < x.Width; right++)
                {
                    TVector won = winners.Load<TSimd, TVector>(winner + ((nint)((below * x.Width) + right) * x.Lanes));
                    TVector place = TSimd.Create((u * columns.Kernel) + j - (right * columns.Stride));
                    value = TSimd.Select(TSimd.Equal(won, place), TSimd.Zero, value);
                }
            }

            return value;
        }
    }
}
