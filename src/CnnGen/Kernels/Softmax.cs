using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Softmax over the channels of each pixel: p_k = exp(x_k - max) / sum_j exp(x_j - max).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Softmax
{
    private readonly Map _x;
    private readonly Map _y;

    /// <summary>Added to the logits: 0 to channels, minus infinity to the lanes past the last, whose exp is 0.</summary>
    private readonly float[] _mask;

    /// <param name="x">Layout of the logits.</param>
    /// <param name="y">Layout of the probabilities.</param>
    public Softmax(Map x, Map y)
    {
        (_x, _y) = (x, y);
        _mask = GC.AllocateArray<float>(x.Lanes, pinned: true);
        _mask.AsSpan(x.Channels).Fill(float.NegativeInfinity);
    }

    /// <summary>Writes the probabilities of each sample's pixels, not the border.</summary>
    public void Run(int samples, Address input, Address output) =>
        Width.Run(_x.Lanes, new Kernel(samples, _x, _y, (float*)Unsafe.AsPointer(ref _mask[0]), input.Pointer, output.Pointer));

    private readonly struct Kernel(int samples, Map x, Map y, float* mask, float* input, float* output) : IWidthKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            float* scratch = stackalloc float[Map.Vector];
            for (int sample = 0; sample < samples; sample++)
            {
                for (int row = 0; row < x.Height; row++)
                {
                    float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
                    float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
                    for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += y.PixelStride)
                        Pixel<TSimd, TVector>(source, target, scratch);
                }
            }
        }

        /// <summary>A NaN may escape the maximum, but not the sum, by which every channel is divided.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Pixel<TSimd, TVector>(float* logits, float* probabilities, float* scratch)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            TVector greatest = TSimd.Create(float.NegativeInfinity), sum = TSimd.Zero;
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
                greatest = TSimd.Max(greatest, TSimd.Add(TSimd.Load(logits + lane), TSimd.Load(mask + lane)));
            TSimd.Store(greatest, scratch);
            float max = scratch[0];
            for (int i = 1; i < TSimd.Count; i++)
                max = scratch[i] > max ? scratch[i] : max;

            TVector shift = TSimd.Create(max);
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector logit = TSimd.Add(TSimd.Load(logits + lane), TSimd.Load(mask + lane));
                TVector power = Elementary.Exp<TSimd, TVector>(TSimd.Subtract(logit, shift));
                TSimd.Store(power, probabilities + lane);
                sum = TSimd.Add(sum, power);
            }

            TSimd.Store(sum, scratch);
            float total = scratch[0];
            for (int i = 1; i < TSimd.Count; i++)
                total += scratch[i];
            TVector divisor = TSimd.Create(total);
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
                TSimd.Store(TSimd.Divide(TSimd.Load(probabilities + lane), divisor), probabilities + lane);
        }
    }
}
