using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Softmax over the channels of each pixel: p_k = exp(x_k - max) / sum_j exp(x_j - max).</summary>
/// <param name="x">Layout of the logits.</param>
/// <param name="y">Layout of the probabilities.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Softmax(Map x, Map y)
{
    private readonly float[] _padding = ClassLanes.Padding(x.Channels);

    /// <summary>Writes the probabilities of each sample's pixels, not the border.</summary>
    public void Run(Samples samples, Address input, Address output)
    {
        fixed (float* padding = _padding)
            EachRow.Run(samples, x.Height, x, new Kernel(x, y, padding, input.Pointer, output.Pointer));
    }

    private readonly struct Kernel(Map x, Map y, float* padding, float* input, float* output) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += y.PixelStride)
                Pixel<TSimd, TVector>(source, target);
        }

        /// <summary>A NaN may escape the maximum, but not the sum, by which every channel is divided.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
        private void Pixel<TSimd, TVector>(float* logits, float* probabilities)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            TVector greatest = TSimd.Create(float.NegativeInfinity), sum = TSimd.Zero;
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
                greatest = TSimd.Max(greatest, TSimd.Add(TSimd.Load(logits + lane), TSimd.Load(padding + lane)));

            TVector shift = TSimd.Create(TSimd.Largest(greatest));
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector logit = TSimd.Add(TSimd.Load(logits + lane), TSimd.Load(padding + lane));
                TVector power = Elementary.Exp<TSimd, TVector>(TSimd.Subtract(logit, shift));
                TSimd.Store(power, probabilities + lane);
                sum = TSimd.Add(sum, power);
            }

            TVector divisor = TSimd.Create(TSimd.Sum(sum));
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
                TSimd.Store(TSimd.Divide(TSimd.Load(probabilities + lane), divisor), probabilities + lane);
        }
    }
}
