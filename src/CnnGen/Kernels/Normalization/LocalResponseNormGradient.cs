using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of <see cref="LocalResponseNorm"/>. With g the output's gradient through the activation and d the denominator before its power:
/// <c>dx = g / d^beta - 2 alpha beta / size * x * sum over the windows that x lies in of g x / d^(beta + 1)</c>.
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="dy">Layout of the output's gradient.</param>
/// <param name="dx">Layout of the input's gradient.</param>
/// <param name="window">The channels that are summed.</param>
/// <param name="alpha">Weight of the mean square.</param>
/// <param name="beta">Power of the denominator, from 0 to below 16.</param>
/// <param name="k">The denominator of zeros, above 0.</param>
/// <param name="activation">The activation behind the normalisation.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class LocalResponseNormGradient(
    Map x, Map y, Map dy, Map dx, ChannelWindow window, float alpha, float beta, float k, Activation activation = default)
{
    private readonly LocalResponse _response = new(x, window, alpha, k);
    private readonly RootPower _root = new(beta);

    private Map X => x;

    private Map Y => y;

    private Map Dy => dy;

    private Map Dx => dx;

    private ChannelWindow Window => window;

    private Activation Activation => activation;

    private float Share => (float)(2 * (double)alpha * beta / window.Size);

    /// <summary>Overwrites every pixel of <paramref name="inputGradient"/>. Each thread has room for two blocks of the window.</summary>
    public void Run(Samples samples, Address input, Address output, Address gradient, Address inputGradient) =>
        RowChunks.Run(samples, x, new Rows(this, input.Pointer, output.Pointer, gradient.Pointer, inputGradient.Pointer));

    private readonly struct Rows(LocalResponseNormGradient layer, float* input, float* output, float* gradient, float* inputGradient) : IRowChunk
    {
        public void Run(int first, int count, Address scratch) =>
            layer.Activation.Run(1, count, layer.X, new Kernel(layer, first, input, output, gradient, inputGradient, scratch.Pointer, layer.Activation.Slope));
    }

    private readonly struct Kernel(
        LocalResponseNormGradient layer, int first, float* input, float* output, float* gradient, float* inputGradient, float* scratch, float slope) : IActivationKernel
    {
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map y, Map dy, Map dx) = (layer.X, layer.Y, layer.Dy, layer.Dx);
            float* products = scratch + layer.Window.BlockSize;
            (sample, row) = Math.DivRem(first + row, x.Height);
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* value = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
            float* target = inputGradient + dx.Origin + ((nint)sample * dx.SampleStride) + (row * dx.RowStride);
            for (int left = x.Width, pixels; left > 0; left -= pixels)
            {
                pixels = Math.Min(left, layer.Window.BlockPixels);
                layer._response.Square<TSimd, TVector>(source, pixels, scratch);
                Direct<TSimd, TVector, TFunction>(source, value, incoming, target, pixels, products);
                Neighbours<TSimd, TVector>(source, target, pixels, products);
                source += pixels * x.PixelStride;
                value += pixels * y.PixelStride;
                incoming += pixels * dy.PixelStride;
                target += pixels * dx.PixelStride;
            }
        }

        /// <summary>g / d^beta into the target, and g x / d^(beta + 1) into <paramref name="products"/>, for a block of pixels.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Direct<TSimd, TVector, TFunction>(float* source, float* value, float* incoming, float* target, int pixels, float* products)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            (Map x, Map y, Map dy, Map dx, ChannelWindow window) = (layer.X, layer.Y, layer.Dy, layer.Dx, layer.Window);
            (LocalResponse response, RootPower root) = (layer._response, layer._root);
            int lanes = x.Lanes;
            response.ClearMargin<TSimd, TVector>(products);
            for (int i = 0; i < pixels; i++)
            {
                int place = window.Margin + (i * window.PixelStride);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector denominator = response.Denominator<TSimd, TVector>(scratch + place + lane);
                    TVector g = TFunction.Gradient<TSimd, TVector>(TSimd.Load(value + lane), TSimd.Load(incoming + lane), factor);
                    TVector direct = TSimd.Multiply(g, root.Inverse<TSimd, TVector>(denominator));
                    TSimd.Store(direct, target + lane);
                    TSimd.Store(TSimd.Divide(TSimd.Multiply(direct, TSimd.Load(source + lane)), denominator), products + place + lane);
                }

                response.ClearMargin<TSimd, TVector>(products + place + lanes);
                source += x.PixelStride;
                value += y.PixelStride;
                incoming += dy.PixelStride;
                target += dx.PixelStride;
            }
        }

        /// <summary>Takes from a block of the target what each x does to its neighbours' denominators.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Neighbours<TSimd, TVector>(float* source, float* target, int pixels, float* products)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector share = TSimd.Create(layer.Share);
            (Map x, Map dx, ChannelWindow window) = (layer.X, layer.Dx, layer.Window);
            (int below, int above) = window.Mirrored;
            int lanes = x.Lanes;
            float* product = products + window.Margin;
            for (int i = 0; i < pixels; i++, source += x.PixelStride, target += dx.PixelStride, product += window.PixelStride)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector sum = TSimd.Multiply(LocalResponse.Sum<TSimd, TVector>(product + lane, below, above), share);
                    TSimd.Store(TSimd.Subtract(TSimd.Load(target + lane), TSimd.Multiply(sum, TSimd.Load(source + lane))), target + lane);
                }
            }
        }
    }
}
