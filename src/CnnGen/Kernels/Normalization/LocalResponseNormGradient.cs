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
    /// <summary>Overwrites every pixel of <paramref name="inputGradient"/>. <paramref name="scratch"/> takes two rows of the window.</summary>
    public void Run(int samples, Address input, Address output, Address gradient, Address inputGradient, Address scratch)
    {
        new Span<float>(scratch.Pointer, 2 * window.RowSize(x.Width)).Clear();
        activation.Run(samples, x.Height, x, new Kernel(
            this, new LocalResponse(x, window, alpha, k), new RootPower(beta), input.Pointer, output.Pointer, gradient.Pointer, inputGradient.Pointer,
            scratch.Pointer, activation.Slope));
    }

    private readonly struct Kernel(
        LocalResponseNormGradient layer, LocalResponse response, RootPower root, float* input, float* output, float* gradient, float* inputGradient,
        float* scratch, float slope) : IActivationKernel
    {
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            (Map x, Map y, Map dy, Map dx) = (layer.X, layer.Y, layer.Dy, layer.Dx);
            float* products = scratch + layer.Window.RowSize(x.Width);
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* value = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
            float* target = inputGradient + dx.Origin + ((nint)sample * dx.SampleStride) + (row * dx.RowStride);
            response.Square<TSimd, TVector>(source, scratch);
            Direct<TSimd, TVector, TFunction>(source, value, incoming, target, products);
            Neighbours<TSimd, TVector>(source, target, products);
        }

        /// <summary>g / d^beta into the target, and g x / d^(beta + 1) into <paramref name="products"/>, for a row of pixels.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Direct<TSimd, TVector, TFunction>(float* source, float* value, float* incoming, float* target, float* products)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            (Map x, Map y, Map dy, Map dx, ChannelWindow window) = (layer.X, layer.Y, layer.Dy, layer.Dx, layer.Window);
            int lanes = x.Lanes;
            for (int column = 0; column < x.Width; column++)
            {
                nint place = window.Margin + ((nint)column * window.PixelStride);
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector denominator = response.Denominator<TSimd, TVector>(scratch + place + lane);
                    TVector g = TFunction.Gradient<TSimd, TVector>(TSimd.Load(value + lane), TSimd.Load(incoming + lane), factor);
                    TVector direct = TSimd.Divide(g, root.Of<TSimd, TVector>(denominator));
                    TSimd.Store(direct, target + lane);
                    TSimd.Store(TSimd.Divide(TSimd.Multiply(direct, TSimd.Load(source + lane)), denominator), products + place + lane);
                }

                source += x.PixelStride;
                value += y.PixelStride;
                incoming += dy.PixelStride;
                target += dx.PixelStride;
            }
        }

        /// <summary>Takes from a row of the target what each x does to its neighbours' denominators.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Neighbours<TSimd, TVector>(float* source, float* target, float* products)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector share = TSimd.Create(layer.Share);
            (Map x, Map dx, ChannelWindow window) = (layer.X, layer.Dx, layer.Window);
            (int below, int above) = window.Mirrored;
            int lanes = x.Lanes;
            float* product = products + window.Margin;
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += dx.PixelStride, product += window.PixelStride)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector sum = TSimd.Multiply(LocalResponse.Sum<TSimd, TVector>(product + lane, below, above), share);
                    TSimd.Store(TSimd.Subtract(TSimd.Load(target + lane), TSimd.Multiply(sum, TSimd.Load(source + lane))), target + lane);
                }
            }
        }
    }

    private Map X => x;

    private Map Y => y;

    private Map Dy => dy;

    private Map Dx => dx;

    private ChannelWindow Window => window;

    private float Share => (float)(2 * (double)alpha * beta / window.Size);
}
