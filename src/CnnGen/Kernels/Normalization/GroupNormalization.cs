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
    public void Forward(Samples samples, Address input, Address gamma, Address beta, Address output, Address statistics)
    {
        activation.Run(samples, 1, x, new Kernel(
            x, y, groups, epsilon, input.Pointer, statistics.Pointer, _rows.Or(gamma, beta, perElement), output.Pointer, activation.Slope));
        activation.ClearPadding(y, samples, output.Pointer);
    }

    /// <summary>One sample.</summary>
    private readonly struct Kernel(
        Map x, Map y, int groups, float epsilon, float* input, float* statistics, Affine affine, float* output, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, width = x.Width, step = affine.Step;
            float* own = statistics + ((nint)sample * GroupStatistics.SizePerSample(lanes));
            float* first = input + ((nint)sample * x.SampleStride);
            GroupStatistics.Compute(x, groups, epsilon, first, own);
            for (row = 0; row < x.Height; row++)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector mean = TSimd.Load(own + lane);
                    TVector deviation = TSimd.Load(own + lanes + lane);
                    float* source = first + x.Origin + (row * x.RowStride) + lane;
                    float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride) + lane;
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
