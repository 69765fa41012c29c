using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>y = x * g(x): SiLU (Elfwing et al. 2018), GELU (Hendrycks and Gimpel 2016).</summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="gate">The function g.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class SelfGate(Map x, Map y, Gate gate)
{
    /// <summary>Writes the output's pixels, not its border.</summary>
    public void Run(Samples samples, Address input, Address output) =>
        gate.Run(samples, x.Height, x, new Kernel(x, y, input.Pointer, output.Pointer));

    private readonly struct Kernel(Map x, Map y, float* input, float* output) : IGateKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TGate>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TGate : struct, IGate
        {
            int lanes = x.Lanes;
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += y.PixelStride)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector value = TSimd.Load(source + lane);
                    TSimd.Store(TSimd.Multiply(value, TGate.Value<TSimd, TVector>(value)), target + lane);
                }
            }
        }
    }
}
