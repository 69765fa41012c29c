using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>What normalisation needs of each channel: <c>y = (x - mean) * inverseDeviation * gamma + beta</c>.</summary>
/// <param name="Mean">Mean of the channel.</param>
/// <param name="InverseDeviation">1 / sqrt(variance + epsilon).</param>
/// <param name="Gamma">Learnt scale.</param>
/// <param name="Beta">Learnt shift.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct ChannelStatistics(Address Mean, Address InverseDeviation, Address Gamma, Address Beta);

/// <summary>
/// Normalisation by channel, an activation and a max pooling whose windows do not overlap, in one pass: y = max over the window of
/// f(normalised x).
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="activation">The function f.</param>
/// <param name="pool">Side of the pooling window, or 1 for none.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Normalize(Map x, Map y, Activation activation = default, int pool = 1)
{
    /// <summary>Writes the output's pixels, not its border, and the winners of the pooling unless that is default.</summary>
    public void Forward(Samples samples, Address input, in ChannelStatistics channels, Address output, Address winners = default)
    {
        activation.Run(samples, y.Height, x, new Kernel(x, y, pool, input.Pointer, channels, output.Pointer, (byte*)winners.Pointer, activation.Slope));
        activation.ClearPadding(y, samples, output.Pointer);
    }

    private readonly struct Kernel(
        Map x, Map y, int pool, float* input, ChannelStatistics channels, float* output, byte* winners, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes;
            float* means = channels.Mean.Pointer, deviations = channels.InverseDeviation.Pointer;
            float* gammas = channels.Gamma.Pointer, betas = channels.Beta.Pointer;
            int inputStep = x.PixelStride * pool, outputStep = y.PixelStride, width = y.Width;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * pool * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            byte* winner = winners is null ? null : winners + (((nint)sample * y.Height) + row) * width * lanes;
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector mean = TSimd.Load(means + lane);
                TVector scale = TSimd.Multiply(TSimd.Load(deviations + lane), TSimd.Load(gammas + lane));
                TVector beta = TSimd.Load(betas + lane);
                float* from = source + lane;
                float* to = target + lane;
                for (int column = 0; column < width; column++, from += inputStep, to += outputStep)
                {
                    TVector best = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(from), mean), scale, beta);
                    best = TFunction.Apply<TSimd, TVector>(best, factor);
                    if (pool > 1)
                    {
                        TVector place = TSimd.Zero;
                        for (int i = 0; i < pool; i++)
                        {
                            float* pixel = from + (i * x.RowStride);
                            for (int j = 0; j < pool; j++, pixel += x.PixelStride)
                            {
                                TVector value = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(pixel), mean), scale, beta);
                                value = TFunction.Apply<TSimd, TVector>(value, factor);
                                TVector better = TSimd.GreaterThan(value, best);
                                best = TSimd.Select(better, value, best);
                                place = TSimd.Select(better, TSimd.Create((i * pool) + j), place);
                            }
                        }

                        if (winner is not null)
                            TSimd.StoreBytes(place, winner + ((nint)column * lanes) + lane);
                    }

                    TSimd.Store(best, to);
                }
            }
        }
    }
}
