using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Normalisation by channel and an activation in one pass, where another map may be added between: y = f(normalised x + added).
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="activation">The function f.</param>
/// <param name="added">Layout of the map that is added, if one is.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Normalize(Map x, Map y, Activation activation = default, Map? added = null)
{
    private readonly Map _added = added ?? y;

    /// <summary>Writes the output's pixels, not its border.</summary>
    public void Forward(Samples samples, Address input, in ChannelStatistics channels, Address output, Address added = default)
    {
        activation.Run(samples, y.Height, x, new Kernel(x, y, _added, input.Pointer, channels, added.Pointer, output.Pointer, activation.Slope));
        activation.ClearPadding(y, samples, output.Pointer);
    }

    private readonly struct Kernel(
        Map x, Map y, Map added, float* input, ChannelStatistics channels, float* addend, float* output, float slope) : IActivationKernel
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
            float* from = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* to = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            float* plus = addend is null ? null : addend + added.Origin + ((nint)sample * added.SampleStride) + (row * added.RowStride);
            for (int column = 0; column < y.Width; column++, from += x.PixelStride, to += y.PixelStride)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector scale = TSimd.Multiply(TSimd.Load(deviations + lane), TSimd.Load(gammas + lane));
                    TVector value = TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(from + lane), TSimd.Load(means + lane)), scale, TSimd.Load(betas + lane));
                    if (plus is not null)
                        value = TSimd.Add(value, TSimd.Load(plus + lane));
                    TSimd.Store(TFunction.Apply<TSimd, TVector>(value, factor), to + lane);
                }

                if (plus is not null)
                    plus += added.PixelStride;
            }
        }
    }
}
