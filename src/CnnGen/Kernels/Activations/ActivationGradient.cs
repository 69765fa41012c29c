using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>The gradient of an activation that was applied in registers: dx = dy * f'(x), told from y = f(x).</summary>
/// <param name="y">Layout of the activation's output.</param>
/// <param name="dy">Layout of its gradient.</param>
/// <param name="dx">Layout of the result.</param>
/// <param name="activation">The function.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class ActivationGradient(Map y, Map dy, Map dx, Activation activation)
{
    /// <summary>Writes <paramref name="input"/>'s pixels, not its border; it may be the memory of <paramref name="gradient"/> if their layouts agree.</summary>
    public void Run(Samples samples, Address output, Address gradient, Address input) =>
        activation.Run(samples, y.Height, y, new Kernel(y, dy, dx, output.Pointer, gradient.Pointer, input.Pointer, activation.Slope));

    private readonly struct Kernel(Map y, Map dy, Map dx, float* output, float* gradient, float* input, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            int lanes = y.Lanes;
            float* source = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
            float* target = input + dx.Origin + ((nint)sample * dx.SampleStride) + (row * dx.RowStride);
            for (int column = 0; column < y.Width; column++)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    TSimd.Store(TFunction.Gradient<TSimd, TVector>(TSimd.Load(source + lane), TSimd.Load(incoming + lane), factor), target + lane);
                source += y.PixelStride;
                incoming += dy.PixelStride;
                target += dx.PixelStride;
            }
        }
    }
}
