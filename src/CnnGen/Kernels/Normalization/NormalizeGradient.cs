using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of <see cref="Normalize"/> with batch statistics (Ioffe and Szegedy 2015, section 3), in two passes. With d the gradient of the
/// normalised map, that is the output's gradient through pooling and activation, and xhat the normalised input:
/// <c>dBeta = sum d</c>, <c>dGamma = sum d * xhat</c>, <c>dx = gamma * inverseDeviation * (d - dBeta / n - xhat * dGamma / n)</c>.
/// </summary>
/// <remarks>d and xhat are computed again in each pass from x and the winners, and so is what the activation made of them; none is ever stored.</remarks>
/// <param name="x">Layout of the input.</param>
/// <param name="dy">Layout of the output's gradient.</param>
/// <param name="dx">Layout of the input's gradient.</param>
/// <param name="activation">The activation behind the normalisation.</param>
/// <param name="pool">Side of the pooling window, or 1 for none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class NormalizeGradient(Map x, Map dy, Map dx, Activation activation = default, int pool = 1)
{
    /// <summary>Floats of partial sums that a sample needs.</summary>
    public static int SumsPerSample(Map x) => 2 * x.Lanes;

    /// <summary>First pass: dGamma and dBeta over the batch, through partial sums of each sample.</summary>
    public void Reduce(
        Samples samples, Address input, in ChannelStatistics channels, Address gradient, Address winners,
        Address partialSums, Address dGamma, Address dBeta)
    {
        activation.Run(samples, 1, x, new ReduceKernel(this, input.Pointer, channels, gradient.Pointer, (byte*)winners.Pointer, partialSums.Pointer, activation.Slope));
        int lanes = x.Lanes;
        for (int lane = 0; lane < lanes; lane++)
        {
            double sum = 0, product = 0;
            for (int sample = 0; sample < samples; sample++)
            {
                float* partial = partialSums.Pointer + ((nint)sample * 2 * lanes) + lane;
                sum += partial[0];
                product += partial[lanes];
            }

            dBeta.Pointer[lane] = (float)sum;
            dGamma.Pointer[lane] = (float)product;
        }
    }

    /// <summary>Second pass: overwrites every pixel of <paramref name="inputGradient"/>.</summary>
    public void Apply(
        Samples samples, Address input, in ChannelStatistics channels, Address gradient, Address winners,
        Address dGamma, Address dBeta, Address inputGradient) =>
        activation.Run(samples, x.Height, x, new ApplyKernel(
            this, 1f / ((float)samples * x.Pixels), input.Pointer, channels, gradient.Pointer, (byte*)winners.Pointer, dGamma.Pointer, dBeta.Pointer, inputGradient.Pointer, activation.Slope));

    private readonly struct ReduceKernel(
        NormalizeGradient maps, float* input, ChannelStatistics channels, float* gradient, byte* winners,
        float* partialSums, float slope) : IActivationKernel
    {
        /// <summary>A whole sample.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map dy, int pool) = (maps.X, maps.Dy, maps.Pool);
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, block = ColumnBlock.Of(pool * x.PixelStride);
            float* means = channels.Mean.Pointer, deviations = channels.InverseDeviation.Pointer;
            float* gammas = channels.Gamma.Pointer, betas = channels.Beta.Pointer;
            float* sums = partialSums + ((nint)sample * 2 * lanes);
            new Span<float>(sums, 2 * lanes).Clear();
            for (row = 0; row < dy.Height; row++)
            {
                float* sourceRow = input + x.Origin + ((nint)sample * x.SampleStride) + (row * pool * x.RowStride);
                float* incomingRow = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
                byte* winnerRow = winners + ((((nint)sample * dy.Height) + row) * dy.Width * lanes);
                for (int start = 0, end; start < dy.Width; start = end)
                {
                    end = Math.Min(dy.Width, start + block);
                    for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    {
                        TVector mean = TSimd.Load(means + lane);
                        TVector deviation = TSimd.Load(deviations + lane);
                        TVector scale = TSimd.Multiply(deviation, TSimd.Load(gammas + lane)), beta = TSimd.Load(betas + lane);
                        TVector sum = TSimd.Load(sums + lane);
                        TVector product = TSimd.Load(sums + lanes + lane);
                        float* source = sourceRow + (start * pool * x.PixelStride) + lane;
                        float* incoming = incomingRow + (start * dy.PixelStride) + lane;
                        byte* winner = winnerRow + (start * lanes) + lane;
                        for (int column = start; column < end; column++)
                        {
                            TVector winning = TSimd.Load(source);
                            if (pool > 1)
                            {
                                TVector won = TSimd.LoadBytes(winner);
                                for (int place = 1; place < pool * pool; place++)
                                {
                                    float* pixel = source + (place / pool * x.RowStride) + (place % pool * x.PixelStride);
                                    winning = TSimd.Select(TSimd.Equal(won, TSimd.Create(place)), TSimd.Load(pixel), winning);
                                }
                            }

                            TVector centred = TSimd.Subtract(winning, mean);
                            TVector value = TFunction.Apply<TSimd, TVector>(TSimd.MultiplyAdd(centred, scale, beta), factor);
                            TVector d = TFunction.Gradient<TSimd, TVector>(value, TSimd.Load(incoming), factor);
                            sum = TSimd.Add(sum, d);
                            product = TSimd.MultiplyAdd(d, TSimd.Multiply(centred, deviation), product);
                            source += pool * x.PixelStride;
                            incoming += dy.PixelStride;
                            winner += lanes;
                        }

                        TSimd.Store(sum, sums + lane);
                        TSimd.Store(product, sums + lanes + lane);
                    }
                }
            }
        }
    }

    private readonly struct ApplyKernel(
        NormalizeGradient maps, float share, float* input, ChannelStatistics channels, float* gradient, byte* winners,
        float* dGamma, float* dBeta, float* inputGradient, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map dy, Map dx, int pool) = (maps.X, maps.Dy, maps.Dx, maps.Pool);
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, block = ColumnBlock.Of(pool * x.PixelStride);
            float* means = channels.Mean.Pointer, deviations = channels.InverseDeviation.Pointer;
            float* gammas = channels.Gamma.Pointer, betas = channels.Beta.Pointer;
            TVector inverseCount = TSimd.Create(share);
            float* sourceMap = input + x.Origin + ((nint)sample * x.SampleStride);
            float* targetMap = inputGradient + dx.Origin + ((nint)sample * dx.SampleStride);
            float* sourceRow = sourceMap + (row * x.RowStride);
            float* targetRow = targetMap + (row * dx.RowStride);
            int pooledRow = row / pool;
            int windows = (x.Width + pool - 1) / pool, covered = pooledRow < dy.Height ? dy.Width : 0;
            float* incomingRow = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (pooledRow * dy.RowStride);
            byte* winnerRow = winners + ((((nint)sample * dy.Height) + pooledRow) * dy.Width * lanes);
            for (int start = 0, end; start < windows; start = end)
            {
                end = Math.Min(windows, start + block);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector mean = TSimd.Load(means + lane);
                    TVector deviation = TSimd.Load(deviations + lane);
                    TVector scale = TSimd.Multiply(deviation, TSimd.Load(gammas + lane)), beta = TSimd.Load(betas + lane);
                    TVector meanSum = TSimd.Multiply(TSimd.Load(dBeta + lane), inverseCount);
                    TVector meanProduct = TSimd.Multiply(TSimd.Multiply(TSimd.Load(dGamma + lane), inverseCount), deviation);
                    float* source = sourceRow + (start * pool * x.PixelStride) + lane;
                    float* target = targetRow + (start * pool * dx.PixelStride) + lane;
                    float* incoming = incomingRow + (start * dy.PixelStride) + lane;
                    byte* winner = winnerRow + (start * lanes) + lane;
                    int column = start * pool, endColumn = Math.Min(x.Width, end * pool);
                    for (int pooled = start; pooled < Math.Min(end, covered); pooled++)
                    {
                        TVector passed = TSimd.Load(incoming), won = pool > 1 ? TSimd.LoadBytes(winner) : TSimd.Zero;
                        for (int j = 0; j < pool; j++, column++)
                        {
                            TVector centred = TSimd.Subtract(TSimd.Load(source), mean);
                            TVector value = TFunction.Apply<TSimd, TVector>(TSimd.MultiplyAdd(centred, scale, beta), factor);
                            TVector d = TFunction.Gradient<TSimd, TVector>(value, passed, factor);
                            if (pool > 1)
                                d = TSimd.Select(TSimd.Equal(won, TSimd.Create((row % pool * pool) + j)), d, TSimd.Zero);
                            d = TSimd.Subtract(TSimd.Subtract(d, meanSum), TSimd.Multiply(centred, meanProduct));
                            TSimd.Store(TSimd.Multiply(d, scale), target);
                            source += x.PixelStride;
                            target += dx.PixelStride;
                        }

                        incoming += dy.PixelStride;
                        winner += lanes;
                    }

                    for (; column < endColumn; column++)
                    {
                        TVector centred = TSimd.Subtract(TSimd.Load(source), mean);
                        TVector d = TSimd.Subtract(TSimd.Subtract(TSimd.Zero, meanSum), TSimd.Multiply(centred, meanProduct));
                        TSimd.Store(TSimd.Multiply(d, scale), target);
                        source += x.PixelStride;
                        target += dx.PixelStride;
                    }
                }
            }
        }
    }

    private Map X => x;

    private Map Dy => dy;

    private Map Dx => dx;

    private int Pool => pool;
}
