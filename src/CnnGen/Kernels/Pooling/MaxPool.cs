using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Max pooling behind an activation: y = max over the window of f(x), for an f that never decreases, so f is applied to the maximum alone.
/// Padding never wins. The winner's place in the window, the first of equals, can be recorded for each output, as <see cref="Winners"/> lie.
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="rows">The window down the rows.</param>
/// <param name="columns">The window along the columns.</param>
/// <param name="activation">The function f.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class MaxPool(Map x, Map y, Window rows, Window columns, Activation activation = default)
{
    private readonly RectangularWindow _window = new(rows, columns);

    /// <summary>By square windows.</summary>
    public MaxPool(Map x, Map y, Window window, Activation activation = default)
        : this(x, y, window, window, activation)
    {
    }

    /// <summary>Writes the output's pixels, not its border, and <paramref name="winners"/> unless it is default.</summary>
    public void Forward(Samples samples, Address input, Address output, Address winners = default)
    {
        activation.Run(samples, y.Height, x, new ForwardKernel(x, y, _window, input.Pointer, output.Pointer, new Winners(winners, _window), activation.Slope));
        activation.ClearPadding(y, samples, output.Pointer);
    }

    private readonly struct ForwardKernel(
        Map x, Map y, RectangularWindow window, float* input, float* output, Winners winners, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            if (window is { IsSquare: true, Rows: { Kernel: 2, Partitions: true } } && 2 * y.Height <= x.Height && 2 * y.Width <= x.Width)
            {
                Halve<TSimd, TVector, TFunction>(sample, row);
                return;
            }

            if (winners.AreUnasked && OverlappingMaxima.Takes(window))
            {
                new OverlappingMaxima(x, y, window, input, output, slope).Run<TSimd, TVector, TFunction>(sample, row);
                return;
            }

            int lanes = x.Lanes;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            nint winner = (((nint)sample * y.Height) + row) * y.Width * lanes;
            WindowRange rows = WindowRange.Of(window.Rows, row, x.Height);
            for (int column = 0; column < y.Width; column++, target += y.PixelStride, winner += lanes)
            {
                WindowRange columns = WindowRange.Of(window.Columns, column, x.Width);
                float* first = source + (rows.Start * x.RowStride) + (columns.Start * x.PixelStride);
                if (winners.AreUnasked)
                    Values<TSimd, TVector, TFunction>(rows, columns, first, target, lanes);
                else
                    ValuesAndPlaces<TSimd, TVector, TFunction>(rows, columns, first, target, winner, lanes);
            }
        }

        /// <summary>Windows of 2 x 2 wholly inside the map, by far the most common: no range to find, no loop over taps.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
        private void Halve<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            int lanes = x.Lanes, right = x.PixelStride, below = x.RowStride, outputStep = y.PixelStride, block = ColumnBlock.Of(2 * right);
            TVector factor = TSimd.Create(slope), one = TSimd.Create(1), two = TSimd.Create(2), three = TSimd.Create(3);
            float* sourceRow = input + x.Origin + ((nint)sample * x.SampleStride) + (2 * row * below);
            float* targetRow = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            byte* winnerRow = winners.Bytes + ((((nint)sample * y.Height) + row) * y.Width * lanes);
            for (int start = 0, end; start < y.Width; start = end)
            {
                end = Math.Min(y.Width, start + block);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    float* source = sourceRow + (start * 2 * right) + lane;
                    float* target = targetRow + (start * outputStep) + lane;
                    byte* winner = winnerRow + (start * lanes) + lane;
                    for (int column = start; column < end; column++, source += 2 * right, target += outputStep, winner += lanes)
                    {
                        TVector best = TSimd.Load(source), second = TSimd.Load(source + right);
                        TVector third = TSimd.Load(source + below), fourth = TSimd.Load(source + below + right);
                        if (winners.AreUnasked)
                        {
                            best = Maximum.Greater<TSimd, TVector>(Maximum.Greater<TSimd, TVector>(best, second), Maximum.Greater<TSimd, TVector>(third, fourth));
                            TSimd.Store(TFunction.Apply<TSimd, TVector>(best, factor), target);
                            continue;
                        }

                        best = TFunction.Apply<TSimd, TVector>(best, factor);
                        TVector place = TSimd.Zero;
                        Challenge<TSimd, TVector>(TFunction.Apply<TSimd, TVector>(second, factor), one, ref best, ref place);
                        Challenge<TSimd, TVector>(TFunction.Apply<TSimd, TVector>(third, factor), two, ref best, ref place);
                        Challenge<TSimd, TVector>(TFunction.Apply<TSimd, TVector>(fourth, factor), three, ref best, ref place);
                        TSimd.StoreBytes(place, winner);
                        TSimd.Store(best, target);
                    }
                }
            }
        }

        /// <summary>
        /// Where a value is greater than the best so far, or is the first NaN, it takes its place. The values are those behind the activation:
        /// it can make different ones equal.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Challenge<TSimd, TVector>(TVector value, TVector at, ref TVector best, ref TVector place)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector better = Maximum.Better<TSimd, TVector>(value, best);
            best = TSimd.Select(better, value, best);
            place = TSimd.Select(better, at, place);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
        private void Values<TSimd, TVector, TFunction>(WindowRange rows, WindowRange columns, float* first, float* target, int lanes)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            int rowStep = window.Rows.Dilation * x.RowStride, columnStep = window.Columns.Dilation * x.PixelStride;
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector best = TSimd.Load(first + lane);
                for (int i = rows.FirstTap; i < rows.EndTap; i++)
                {
                    float* pixel = first + ((i - rows.FirstTap) * rowStep) + lane;
                    for (int j = columns.FirstTap; j < columns.EndTap; j++, pixel += columnStep)
                    {
                        best = Maximum.Greater<TSimd, TVector>(best, TSimd.Load(pixel));
                    }
                }

                TSimd.Store(TFunction.Apply<TSimd, TVector>(best, TSimd.Create(slope)), target + lane);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
        private void ValuesAndPlaces<TSimd, TVector, TFunction>(
            WindowRange rows, WindowRange columns, float* first, float* target, nint winner, int lanes)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            int rowStep = window.Rows.Dilation * x.RowStride, columnStep = window.Columns.Dilation * x.PixelStride, placesPerRow = window.Columns.Kernel;
            TVector factor = TSimd.Create(slope);
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector best = TFunction.Apply<TSimd, TVector>(TSimd.Load(first + lane), factor);
                TVector place = TSimd.Create((rows.FirstTap * placesPerRow) + columns.FirstTap);
                for (int i = rows.FirstTap; i < rows.EndTap; i++)
                {
                    float* pixel = first + ((i - rows.FirstTap) * rowStep) + lane;
                    for (int j = columns.FirstTap; j < columns.EndTap; j++, pixel += columnStep)
                    {
                        TVector value = TFunction.Apply<TSimd, TVector>(TSimd.Load(pixel), factor);
                        Challenge<TSimd, TVector>(value, TSimd.Create((i * placesPerRow) + j), ref best, ref place);
                    }
                }

                TSimd.Store(best, target + lane);
                winners.Store<TSimd, TVector>(place, winner + lane);
            }
        }
    }
}
