using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>An activation in a pass of its own, where no kernel before it could apply it in registers.</summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="activation">The function.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Activate(Map x, Map y, Activation activation)
{
    /// <summary>Writes the output's pixels, not its border; it may be the memory of <paramref name="input"/> if their layouts agree.</summary>
    public void Run(Samples samples, Address input, Address output)
    {
        activation.Run(samples, x.Height, x, new Kernel(x, y, input.Pointer, output.Pointer, activation.Slope));
        activation.ClearPadding(y, samples, output.Pointer);
    }

    private readonly struct Kernel(Map x, Map y, float* input, float* output, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            int lanes = x.Lanes;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += y.PixelStride)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    TSimd.Store(TFunction.Apply<TSimd, TVector>(TSimd.Load(source + lane), factor), target + lane);
            }
        }
    }
}
