using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Local response normalisation across channels (Krizhevsky, Sutskever and Hinton 2012), then an activation:
/// <c>y = f(x / (k + alpha / size * sum over the window of x^2)^beta)</c>.
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="window">The channels that are summed.</param>
/// <param name="alpha">Weight of the mean square.</param>
/// <param name="beta">Power of the denominator, from 0 to below 16.</param>
/// <param name="k">The denominator of zeros, above 0.</param>
/// <param name="activation">The function f.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class LocalResponseNorm(Map x, Map y, ChannelWindow window, float alpha, float beta, float k, Activation activation = default)
{
    /// <summary>Writes the output's pixels, not its border. <paramref name="scratch"/> takes one row of the window.</summary>
    public void Forward(int samples, Address input, Address output, Address scratch)
    {
        new Span<float>(scratch.Pointer, window.RowSize(x.Width)).Clear();
        activation.Run(samples, x.Height, x, new Kernel(
            x, y, window, new LocalResponse(x, window, alpha, k), new RootPower(beta), input.Pointer, output.Pointer, scratch.Pointer, activation.Slope));
        activation.ClearPadding(y, samples, output.Pointer);
    }

    private readonly struct Kernel(
        Map x, Map y, ChannelWindow window, LocalResponse response, RootPower root, float* input, float* output, float* squares, float slope)
        : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, stride = window.PixelStride;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            float* square = squares + window.Margin;
            response.Square<TSimd, TVector>(source, squares);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += y.PixelStride, square += stride)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector power = root.Of<TSimd, TVector>(response.Denominator<TSimd, TVector>(square + lane));
                    TSimd.Store(TFunction.Apply<TSimd, TVector>(TSimd.Divide(TSimd.Load(source + lane), power), factor), target + lane);
                }
            }
        }
    }
}
