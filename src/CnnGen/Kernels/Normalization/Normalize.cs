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
/// f(normalised x). Without pooling another map may be added: y = f(normalised x + added).
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="activation">The function f.</param>
/// <param name="pool">Side of the pooling window, or 1 for none.</param>
/// <param name="added">Layout of the map that is added, if one is.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Normalize(Map x, Map y, Activation activation = default, int pool = 1, Map? added = null)
{
    private readonly Map _added = added ?? y;

    /// <summary>Writes the output's pixels, not its border, and the winners of the pooling unless that is default.</summary>
    public void Forward(Samples samples, Address input, in ChannelStatistics channels, Address output, Address winners = default, Address added = default)
    {
        activation.Run(samples, y.Height, x, new Kernel(x, y, _added, pool, input.Pointer, channels, added.Pointer, output.Pointer, (byte*)winners.Pointer, activation.Slope));
        activation.ClearPadding(y, samples, output.Pointer);
    }

    private readonly struct Kernel(
        Map x, Map y, Map added, int pool, float* input, ChannelStatistics channels, float* addend, float* output, byte* winners, float slope) : IActivationKernel
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
            int inputStep = x.PixelStride * pool, outputStep = y.PixelStride, width = y.Width, block = ColumnBlock.Of(inputStep);
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * pool * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            float* more = addend is null ? null : addend + added.Origin + ((nint)sample * added.SampleStride) + (row * added.RowStride);
            byte* winner = winners is null ? null : winners + (((nint)sample * y.Height) + row) * width * lanes;
            for (int first = 0, end; first < width; first = end)
            {
                end = Math.Min(width, first + block);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector mean = TSimd.Load(means + lane);
                    TVector scale = TSimd.Multiply(TSimd.Load(deviations + lane), TSimd.Load(gammas + lane));
                    TVector beta = TSimd.Load(betas + lane);
                    float* from = source + (first * inputStep) + lane;
                    float* to = target + (first * outputStep) + lane;
                    float* plus = more is null ? null : more + (first * added.PixelStride) + lane;
                    for (int column = first; column < end; column++, from += inputStep, to += outputStep)
                    {
                        TVector best = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(from), mean), scale, beta);
                        if (plus is not null)
                        {
                            best = TSimd.Add(best, TSimd.Load(plus));
                            plus += added.PixelStride;
                        }

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
}
