using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of <see cref="MaxPool"/>: each output's gradient, through the activation, goes to its window's winner. Windows that overlap
/// add in the order of the outputs.
/// </summary>
/// <param name="y">Layout of the pooling's output.</param>
/// <param name="dy">Layout of the output's gradient.</param>
/// <param name="dx">Layout of the input's gradient.</param>
/// <param name="rows">The window down the rows.</param>
/// <param name="columns">The window along the columns.</param>
/// <param name="activation">The activation before the pooling.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class MaxPoolGradient(Map y, Map dy, Map dx, Window rows, Window columns, Activation activation = default)
{
    private readonly RectangularWindow _window = new(rows, columns);

    /// <summary>By square windows.</summary>
    public MaxPoolGradient(Map y, Map dy, Map dx, Window window, Activation activation = default)
        : this(y, dy, dx, window, window, activation)
    {
    }

    /// <summary>Overwrites every pixel of <paramref name="input"/>.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="output">The pooled map, which tells the activation's derivative.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="winners">The places that <see cref="MaxPool.Forward"/> recorded.</param>
    /// <param name="input">Gradient of the pooling's input.</param>
    public void Run(Samples samples, Address output, Address gradient, Address winners, Address input)
    {
        if (_window.Partitions)
            Zero.Uncovered(dx, y.Height * rows.Kernel, y.Width * columns.Kernel, samples, input.Pointer);

        // The last windows of ceil mode may reach past the map.
        bool areTwoByTwo = _window is { Partitions: true, Rows.Kernel: 2, Columns.Kernel: 2 } && 2 * y.Height <= dx.Height && 2 * y.Width <= dx.Width;
        Kernel kernel = new(y, dy, dx, _window, areTwoByTwo, output.Pointer, gradient.Pointer, new Winners(winners, _window), input.Pointer, activation.Slope);
        activation.Run(samples, _window.Partitions ? y.Height : 1, dx, kernel);
    }

    private readonly struct Kernel(
        Map y, Map dy, Map dx, RectangularWindow window, bool areTwoByTwo, float* output, float* gradient, Winners winners, float* input, float slope) : IActivationKernel
    {
        /// <summary>A row of windows, or a whole sample where windows may overlap.</summary>
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            if (window.Partitions)
            {
                if (areTwoByTwo)
                    RowOfTwoByTwo<TSimd, TVector, TFunction>(sample, row);
                else
                    Row<TSimd, TVector, TFunction>(sample, row);
                return;
            }

            Zero.Pixels(dx, input + ((nint)sample * dx.SampleStride));
            for (row = 0; row < y.Height; row++)
                Row<TSimd, TVector, TFunction>(sample, row);
        }

        /// <summary>A row of whole windows of 2 x 2 pixels, the most usual ones: where they lie and what they hold need not be asked for each.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void RowOfTwoByTwo<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope), zero = TSimd.Zero, second = TSimd.Create(1), third = TSimd.Create(2), fourth = TSimd.Create(3);
            int lanes = y.Lanes;
            nint winner = (((nint)sample * y.Height) + row) * y.Width * lanes, right = dx.PixelStride, below = dx.RowStride;
            float* value = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
            float* pixel = input + dx.Origin + ((nint)sample * dx.SampleStride) + (2 * row * below);
            for (int column = 0; column < y.Width; column++)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector won = winners.Load<TSimd, TVector>(winner + lane);
                    TVector passed = TFunction.Gradient<TSimd, TVector>(TSimd.Load(value + lane), TSimd.Load(incoming + lane), factor);
                    float* window = pixel + lane;
                    TSimd.Store(TSimd.Select(TSimd.Equal(won, zero), passed, zero), window);
                    TSimd.Store(TSimd.Select(TSimd.Equal(won, second), passed, zero), window + right);
                    TSimd.Store(TSimd.Select(TSimd.Equal(won, third), passed, zero), window + below);
                    TSimd.Store(TSimd.Select(TSimd.Equal(won, fourth), passed, zero), window + below + right);
                }

                value += y.PixelStride;
                incoming += dy.PixelStride;
                winner += lanes;
                pixel += 2 * right;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Row<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            int lanes = y.Lanes, placesPerRow = window.Columns.Kernel;
            int rowStep = window.Rows.Dilation * dx.RowStride, columnStep = window.Columns.Dilation * dx.PixelStride;
            bool overlap = !window.Partitions;
            nint winner = (((nint)sample * y.Height) + row) * y.Width * lanes;
            float* value = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
            float* target = input + dx.Origin + ((nint)sample * dx.SampleStride);
            WindowRange rows = WindowRange.Of(window.Rows, row, dx.Height);
            for (int column = 0; column < y.Width; column++)
            {
                WindowRange columns = WindowRange.Of(window.Columns, column, dx.Width);
                float* first = target + (rows.Start * dx.RowStride) + (columns.Start * dx.PixelStride);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector won = winners.Load<TSimd, TVector>(winner + lane);
                    TVector passed = TFunction.Gradient<TSimd, TVector>(TSimd.Load(value + lane), TSimd.Load(incoming + lane), factor);
                    for (int i = rows.FirstTap; i < rows.EndTap; i++)
                    {
                        float* pixel = first + ((i - rows.FirstTap) * rowStep) + lane;
                        for (int j = columns.FirstTap; j < columns.EndTap; j++, pixel += columnStep)
                        {
                            TVector wins = TSimd.Equal(won, TSimd.Create((i * placesPerRow) + j));
                            TVector share = TSimd.Select(wins, passed, TSimd.Zero);
                            TSimd.Store(overlap ? TSimd.Add(TSimd.Load(pixel), share) : share, pixel);
                        }
                    }
                }

                value += y.PixelStride;
                incoming += dy.PixelStride;
                winner += lanes;
            }
        }
    }
}
