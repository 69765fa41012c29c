using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>The gradient of <see cref="SelfGate"/>: dx = dy * (g(x) + x g'(x)). The output would not tell it: the function falls and rises.</summary>
/// <param name="x">Layout of the input.</param>
/// <param name="dy">Layout of the output's gradient.</param>
/// <param name="dx">Layout of the result.</param>
/// <param name="gate">The function g.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class SelfGateGradient(Map x, Map dy, Map dx, Gate gate)
{
    /// <summary>Writes <paramref name="result"/>'s pixels, not its border.</summary>
    public void Run(Samples samples, Address input, Address gradient, Address result) =>
        gate.Run(samples, x.Height, x, new Kernel(x, dy, dx, input.Pointer, gradient.Pointer, result.Pointer));

    private readonly struct Kernel(Map x, Map dy, Map dx, float* input, float* gradient, float* result) : IGateKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TGate>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TGate : struct, IGate
        {
            int lanes = x.Lanes;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* incoming = gradient + dy.Origin + ((nint)sample * dy.SampleStride) + (row * dy.RowStride);
            float* target = result + dx.Origin + ((nint)sample * dx.SampleStride) + (row * dx.RowStride);
            for (int column = 0; column < x.Width; column++)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    TSimd.Store(TSimd.Multiply(TSimd.Load(incoming + lane), TGate.Derivative<TSimd, TVector>(TSimd.Load(source + lane))), target + lane);
                source += x.PixelStride;
                incoming += dy.PixelStride;
                target += dx.PixelStride;
            }
        }
    }
}
