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
    private readonly LocalResponse _response = new(x, window, alpha, k);
    private readonly RootPower _root = new(beta);

    private Map X => x;

    private Map Y => y;

    private ChannelWindow Window => window;

    private Activation Activation => activation;

    /// <summary>Writes the output's pixels, not its border. Each thread has room for a block of the window.</summary>
    public void Forward(Samples samples, Address input, Address output)
    {
        RowChunks.Run(samples, x, new Rows(this, input.Pointer, output.Pointer));
        activation.ClearPadding(y, samples, output.Pointer);
    }

    private readonly struct Rows(LocalResponseNorm layer, float* input, float* output) : IRowChunk
    {
        public void Run(int first, int count, Address scratch) =>
            layer.Activation.Run(1, count, layer.X, new Kernel(layer, first, input, output, scratch.Pointer, layer.Activation.Slope));
    }

    private readonly struct Kernel(LocalResponseNorm layer, int first, float* input, float* output, float* squares, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map y, LocalResponse response, RootPower root) = (layer.X, layer.Y, layer._response, layer._root);
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes, stride = layer.Window.PixelStride, block = layer.Window.BlockPixels;
            (sample, row) = Math.DivRem(first + row, x.Height);
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            for (int left = x.Width, pixels; left > 0; left -= pixels)
            {
                pixels = Math.Min(left, block);
                response.Square<TSimd, TVector>(source, pixels, squares);
                float* square = squares + layer.Window.Margin;
                for (int i = 0; i < pixels; i++, source += x.PixelStride, target += y.PixelStride, square += stride)
                {
                    for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    {
                        TVector inverse = root.Inverse<TSimd, TVector>(response.Denominator<TSimd, TVector>(square + lane));
                        TSimd.Store(TFunction.Apply<TSimd, TVector>(TSimd.Multiply(TSimd.Load(source + lane), inverse), factor), target + lane);
                    }
                }
            }
        }
    }
}
