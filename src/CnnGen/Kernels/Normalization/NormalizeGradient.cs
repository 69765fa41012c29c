using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of <see cref="Normalize"/> with batch statistics (Ioffe and Szegedy 2015, section 3), in two passes. With d the gradient of the
/// normalised map, that is the output's gradient through the activation, and xhat the normalised input:
/// <c>dBeta = sum d</c>, <c>dGamma = sum d * xhat</c>, <c>dx = gamma * inverseDeviation * (d - dBeta / n - xhat * dGamma / n)</c>.
/// </summary>
/// <remarks>d and xhat are computed again in each pass from x, and so is what the activation made of them; none is ever stored.</remarks>
/// <param name="x">Layout of the input.</param>
/// <param name="dy">Layout of the output's gradient.</param>
/// <param name="dx">Layout of the input's gradient.</param>
/// <param name="activation">The activation behind the normalisation.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class NormalizeGradient(Map x, Map dy, Map dx, Activation activation = default)
{
    /// <summary>First pass: dGamma and dBeta over the batch, through partial sums of each sample.</summary>
    public void Reduce(
        Samples samples, Address input, in ChannelStatistics channels, Address gradient,
        Address partialSums, Address dGamma, Address dBeta)
    {
        activation.Run(samples, 1, x, new ReduceKernel(this, input.Pointer, channels, gradient.Pointer, partialSums.Pointer, activation.Slope));
        ChannelGradients.AddSamples(samples, x.Lanes, partialSums.Pointer, dGamma.Pointer, dBeta.Pointer);
    }

    /// <summary>Second pass: overwrites every pixel of <paramref name="inputGradient"/>.</summary>
    public void Apply(
        Samples samples, Address input, in ChannelStatistics channels, Address gradient,
        Address dGamma, Address dBeta, Address inputGradient) =>
        activation.Run(samples, x.Height, x, new ApplyKernel(
            this,
            new NormInputGradient(channels, dGamma.Pointer, dBeta.Pointer, 1f / ((float)samples * x.Pixels), activation.Slope),
            input.Pointer, gradient.Pointer, inputGradient.Pointer));

    private readonly struct ReduceKernel(
        NormalizeGradient maps, float* input, ChannelStatistics channels, float* gradient,
        float* partialSums, float slope) : IActivationKernel
    {
        /// <summary>A whole sample.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map dy) = (maps.X, maps.Dy);
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, block = ColumnBlock.Of(x.PixelStride);
            float* means = channels.Mean.Pointer, deviations = channels.InverseDeviation.Pointer;
            float* gammas = channels.Gamma.Pointer, betas = channels.Beta.Pointer;
            float* sums = partialSums + ((nint)sample * 2 * lanes);
            new Span<float>(sums, 2 * lanes).Clear();
            for (row = 0; row < dy.Height; row++)
            {
                float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
                float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
                for (int start = 0, end; start < dy.Width; start = end)
                {
                    end = Math.Min(dy.Width, start + block);
                    for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    {
                        TVector mean = TSimd.Load(means + lane), deviation = TSimd.Load(deviations + lane);
                        TVector scale = TSimd.Multiply(deviation, TSimd.Load(gammas + lane)), beta = TSimd.Load(betas + lane);
                        TVector sum = TSimd.Load(sums + lane), product = TSimd.Load(sums + lanes + lane);
                        float* pixel = source + (start * x.PixelStride) + lane, passed = incoming + (start * dy.PixelStride) + lane;
                        for (int column = start; column < end; column++, pixel += x.PixelStride, passed += dy.PixelStride)
                        {
                            TVector centred = TSimd.Subtract(TSimd.Load(pixel), mean);
                            TVector value = TFunction.Apply<TSimd, TVector>(TSimd.MultiplyAdd(centred, scale, beta), factor);
                            TVector d = TFunction.Gradient<TSimd, TVector>(value, TSimd.Load(passed), factor);
                            sum = TSimd.Add(sum, d);
                            product = TSimd.MultiplyAdd(d, TSimd.Multiply(centred, deviation), product);
                        }

                        TSimd.Store(sum, sums + lane);
                        TSimd.Store(product, sums + lanes + lane);
                    }
                }
            }
        }
    }

    private readonly struct ApplyKernel(
        NormalizeGradient maps, NormInputGradient formula, float* input, float* gradient, float* inputGradient) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map dy, Map dx) = (maps.X, maps.Dy, maps.Dx);
            NormInputGradient pixels = formula;
            int lanes = x.Lanes;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
            float* target = inputGradient + dx.Origin + ((nint)sample * dx.SampleStride) + (row * dx.RowStride);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, incoming += dy.PixelStride, target += dx.PixelStride)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector result = pixels.Of<TSimd, TVector, TFunction>(TSimd.Load(source + lane), TSimd.Load(incoming + lane), lane);
                    TSimd.Store(result, target + lane);
                }
            }
        }
    }

    private Map X => x;

    private Map Dy => dy;

    private Map Dx => dx;
}
