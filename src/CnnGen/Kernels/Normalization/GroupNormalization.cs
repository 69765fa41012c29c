using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Normalisation of each sample by groups of its channels (Wu and He 2018), then an activation:
/// <c>y = f((x - mean) / sqrt(variance + epsilon) * gamma + beta)</c>. One group is layer normalisation (Ba et al. 2016), a group for each channel
/// instance normalisation (Ulyanov et al. 2016).
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="groups">Groups of neighbouring channels, all of one size.</param>
/// <param name="epsilon">Added to the variance.</param>
/// <param name="perElement">Whether gamma and beta have a value for each element, pixel by pixel in whole lanes, instead of one for each channel.</param>
/// <param name="activation">The function f.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class GroupNormalization(Map x, Map y, int groups, float epsilon, bool perElement = false, Activation activation = default)
{
    private readonly AffineRows _rows = new(x);

    /// <summary>
    /// Writes the output's pixels, not its border, and each sample's statistics: its means, then its inverse deviations, lane by lane. Without
    /// learnt scale and shift their addresses are default.
    /// </summary>
    public void Forward(int samples, Address input, Address gamma, Address beta, Address output, Address statistics)
    {
        Affine affine = _rows.Or(gamma, beta, perElement);
        for (int sample = 0; sample < samples; sample++)
        {
            float* source = input.Pointer + ((nint)sample * x.SampleStride);
            float* own = statistics.Pointer + ((nint)sample * GroupStatistics.SizePerSample(x.Lanes));
            GroupStatistics.Compute(x, groups, epsilon, source, own);
            activation.Run(x.Lanes, new Kernel(x, y, source, own, affine, output.Pointer + ((nint)sample * y.SampleStride), activation.Slope));
        }

        activation.ClearPadding(y, samples, output.Pointer);
    }

    /// <summary>One sample.</summary>
    private readonly struct Kernel(Map x, Map y, float* input, float* statistics, Affine affine, float* output, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, width = x.Width, step = affine.Step;
            for (int row = 0; row < x.Height; row++)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector mean = TSimd.Load(statistics + lane);
                    TVector deviation = TSimd.Load(statistics + lanes + lane);
                    float* source = input + x.Origin + (row * x.RowStride) + lane;
                    float* target = output + y.Origin + (row * y.RowStride) + lane;
                    float* gamma = affine.Gamma(row * width) + lane;
                    float* beta = affine.Beta(row * width) + lane;
                    for (int column = 0; column < width; column++)
                    {
                        TVector normal = TSimd.Multiply(TSimd.Subtract(TSimd.Load(source), mean), deviation);
                        TVector value = TSimd.MultiplyAdd(normal, TSimd.Load(gamma), TSimd.Load(beta));
                        TSimd.Store(TFunction.Apply<TSimd, TVector>(value, factor), target);
                        source += x.PixelStride;
                        target += y.PixelStride;
                        gamma += step;
                        beta += step;
                    }
                }
            }
        }
    }
}
