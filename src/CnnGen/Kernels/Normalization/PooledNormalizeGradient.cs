using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of <see cref="PooledNormalize"/> with batch statistics: as <see cref="NormalizeGradient"/>, where d of a pixel is the sum of the
/// output's gradients over the windows that it won, in their order, through the activation.
/// </summary>
/// <remarks>The gradient of the map between normalisation and pooling, several times as large as the output's, is never stored.</remarks>
/// <param name="x">Layout of the input.</param>
/// <param name="dy">Layout of the output's gradient.</param>
/// <param name="dx">Layout of the input's gradient.</param>
/// <param name="rows">The window down the rows.</param>
/// <param name="columns">The window along the columns.</param>
/// <param name="activation">The activation between normalisation and pooling.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class PooledNormalizeGradient(Map x, Map dy, Map dx, Window rows, Window columns, Activation activation = default)
{
    /// <summary>By square windows.</summary>
    public PooledNormalizeGradient(Map x, Map dy, Map dx, Window window, Activation activation = default)
        : this(x, dy, dx, window, window, activation)
    {
    }

    private Map X => x;

    private Map Dy => dy;

    private Map Dx => dx;

    private Window Rows => rows;

    private Window Columns => columns;

    /// <summary>First pass: dGamma and dBeta over the batch, through partial sums of each sample.</summary>
    public void Reduce(
        Samples samples, Address input, in ChannelStatistics channels, Address gradient, Address winners,
        Address partialSums, Address dGamma, Address dBeta)
    {
        activation.Run(samples, 1, x, new ReduceKernel(this, input.Pointer, channels, gradient.Pointer, (byte*)winners.Pointer, partialSums.Pointer, activation.Slope));
        ChannelGradients.AddSamples(samples, x.Lanes, partialSums.Pointer, dGamma.Pointer, dBeta.Pointer);
    }

    /// <summary>Second pass: overwrites every pixel of <paramref name="inputGradient"/>.</summary>
    public void Apply(
        Samples samples, Address input, in ChannelStatistics channels, Address gradient, Address winners,
        Address dGamma, Address dBeta, Address inputGradient) =>
        activation.Run(samples, x.Height, x, new ApplyKernel(
            this,
            new NormInputGradient(channels, dGamma.Pointer, dBeta.Pointer, 1f / ((float)samples * x.Pixels), activation.Slope),
            input.Pointer, gradient.Pointer, (byte*)winners.Pointer, inputGradient.Pointer));

    private readonly struct ReduceKernel(
        PooledNormalizeGradient layer, float* input, ChannelStatistics channels, float* gradient, byte* winners, float* partialSums, float slope) : IActivationKernel
    {
        /// <summary>A whole sample, window by window: the winner alone has a gradient.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map dy, Window columns) = (layer.X, layer.Dy, layer.Columns);
            TVector factor = TSimd.Create(slope), one = TSimd.Create(1);
            int lanes = x.Lanes;
            float* means = channels.Mean.Pointer, deviations = channels.InverseDeviation.Pointer;
            float* gammas = channels.Gamma.Pointer, betas = channels.Beta.Pointer;
            float* sums = partialSums + ((nint)sample * 2 * lanes);
            new Span<float>(sums, 2 * lanes).Clear();
            for (row = 0; row < dy.Height; row++)
            {
                WindowRange down = WindowRange.Of(layer.Rows, row, x.Height);
                float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (down.Start * x.RowStride);
                float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
                byte* winner = winners + ((((nint)sample * dy.Height) + row) * dy.Width * lanes);
                for (int column = 0; column < dy.Width; column++, incoming += dy.PixelStride, winner += lanes)
                {
                    WindowRange along = WindowRange.Of(columns, column, x.Width);
                    float* first = source + (along.Start * x.PixelStride);
                    for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    {
                        TVector won = TSimd.LoadBytes(winner + lane), winning = TSimd.Load(first + lane);
                        for (int i = 0; i < down.Count; i++)
                        {
                            float* pixel = first + (i * x.RowStride) + lane;
                            TVector place = TSimd.Create(((down.FirstTap + i) * columns.Kernel) + along.FirstTap);
                            for (int j = 0; j < along.Count; j++, pixel += x.PixelStride, place = TSimd.Add(place, one))
                                winning = TSimd.Select(TSimd.Equal(won, place), TSimd.Load(pixel), winning);
                        }

                        TVector deviation = TSimd.Load(deviations + lane);
                        TVector scale = TSimd.Multiply(deviation, TSimd.Load(gammas + lane));
                        TVector centred = TSimd.Subtract(winning, TSimd.Load(means + lane));
                        TVector value = TFunction.Apply<TSimd, TVector>(TSimd.MultiplyAdd(centred, scale, TSimd.Load(betas + lane)), factor);
                        TVector d = TFunction.Gradient<TSimd, TVector>(value, TSimd.Load(incoming + lane), factor);
                        TSimd.Store(TSimd.Add(TSimd.Load(sums + lane), d), sums + lane);
                        TVector product = TSimd.MultiplyAdd(d, TSimd.Multiply(centred, deviation), TSimd.Load(sums + lanes + lane));
                        TSimd.Store(product, sums + lanes + lane);
                    }
                }
            }
        }
    }

    private readonly struct ApplyKernel(
        PooledNormalizeGradient layer, NormInputGradient formula, float* input, float* gradient, byte* winners, float* inputGradient) : IActivationKernel
    {
        /// <summary>A row of the input, whose pixels collect from the windows that cover them.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map dy, Map dx, Window rows, Window columns) = (layer.X, layer.Dy, layer.Dx, layer.Rows, layer.Columns);
            NormInputGradient pixels = formula;
            TVector step = TSimd.Create(columns.Stride);
            int lanes = x.Lanes;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* target = inputGradient + dx.Origin + ((nint)sample * dx.SampleStride) + (row * dx.RowStride);
            float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride);
            byte* winner = winners + ((nint)sample * dy.Pixels * lanes);
            CoveringWindows down = CoveringWindows.Of(rows, row, dy.Height);
            int tapOfRow = down.TapOf(rows, row) * columns.Kernel;
            CoveringWindows along = CoveringWindows.Of(columns, 0, dy.Width);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += dx.PixelStride, along = along.Next(columns, column, dy.Width))
            {
                int tapOfPixel = tapOfRow + along.TapOf(columns, column);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector passed = TSimd.Zero;
                    for (int i = down.First, tap = tapOfPixel; i < down.End; i++, tap -= rows.Stride * columns.Kernel)
                    {
                        TVector place = TSimd.Create(tap);
                        for (int j = along.First; j < along.End; j++, place = TSimd.Subtract(place, step))
                        {
                            TVector wins = TSimd.Equal(TSimd.LoadBytes(winner + (((i * dy.Width) + j) * lanes) + lane), place);
                            TVector passing = TSimd.Load(incoming + (i * dy.RowStride) + (j * dy.PixelStride) + lane);
                            passed = TSimd.Add(passed, TSimd.Select(wins, passing, TSimd.Zero));
                        }
                    }

                    TVector result = pixels.Of<TSimd, TVector, TFunction>(TSimd.Load(source + lane), passed, lane);
                    TSimd.Store(result, target + lane);
                }
            }
        }
    }
}
