using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>y = f(a + b), element by element.</summary>
/// <param name="a">Layout of one input.</param>
/// <param name="b">Layout of the other.</param>
/// <param name="y">Layout of the sum.</param>
/// <param name="activation">f; the identity by default.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Add(Map a, Map b, Map y, Activation activation = default)
{
    /// <summary>Writes the sum's pixels, not its border; it may be the memory of an input if their layouts agree.</summary>
    public void Run(Samples samples, Address first, Address second, Address sum)
    {
        activation.Run(samples, y.Height, y, new Kernel(a, b, y, first.Pointer, second.Pointer, sum.Pointer, activation.Slope));
        activation.ClearPadding(y, samples, sum.Pointer);
    }

    private readonly struct Kernel(Map a, Map b, Map y, float* first, float* second, float* sum, float slope) : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector, TFunction>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TFunction : struct, IActivationFunction
        {
            TVector factor = TSimd.Create(slope);
            int lanes = y.Lanes;
            float* left = first + a.Origin + ((nint)sample * a.SampleStride) + (row * a.RowStride);
            float* right = second + b.Origin + ((nint)sample * b.SampleStride) + (row * b.RowStride);
            float* target = sum + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            for (int column = 0; column < y.Width; column++, left += a.PixelStride, right += b.PixelStride, target += y.PixelStride)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    TSimd.Store(TFunction.Apply<TSimd, TVector>(TSimd.Add(TSimd.Load(left + lane), TSimd.Load(right + lane)), factor), target + lane);
            }
        }
    }
}
