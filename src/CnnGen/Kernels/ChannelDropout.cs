using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Dropout of whole channels (Tompson et al. 2015): y = x / (1 - rate) with probability 1 - rate for all pixels of a sample's channel together, else
/// 0. The mask is a function of seed, layer, step, sample and channel, so the gradient draws it again and nothing is stored.
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="rate">Probability that a channel is dropped, below 1.</param>
/// <param name="layer">Which dropout of the model this is: each draws its own numbers.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class ChannelDropout(Map x, Map y, float rate, int layer)
{
    /// <summary>Writes the output's pixels, not its border. The gradient is the same call on gradients.</summary>
    public void Run(int samples, ulong seed, ulong step, Address input, Address output) =>
        Width.Run(x.Lanes, new Kernel(samples, x, y, rate, layer, seed, step, input.Pointer, output.Pointer));

    private readonly struct Kernel(int samples, Map x, Map y, float rate, int layer, ulong seed, ulong step, float* input, float* output) : IWidthKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector threshold = TSimd.Create(rate), keep = TSimd.Create(1 / (1 - rate));
            int lanes = x.Lanes;
            for (int sample = 0; sample < samples; sample++)
            {
                uint key = CounterRandom.Key(seed, (uint)layer, step, (uint)sample);
                for (int row = 0; row < x.Height; row++)
                {
                    float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
                    float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
                    for (int lane = 0; lane < lanes; lane += TSimd.Count)
                    {
                        TVector dropped = TSimd.GreaterThan(threshold, TSimd.Uniform(key + (uint)lane));
                        float* from = source + lane;
                        float* to = target + lane;
                        for (int column = 0; column < x.Width; column++, from += x.PixelStride, to += y.PixelStride)
                            TSimd.Store(TSimd.Select(dropped, TSimd.Zero, TSimd.Multiply(TSimd.Load(from), keep)), to);
                    }
                }
            }
        }
    }
}
