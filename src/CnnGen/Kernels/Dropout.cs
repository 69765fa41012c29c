using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Inverted dropout (Srivastava et al. 2014): y = x / (1 - rate) with probability 1 - rate, else 0. The mask is a function of seed, layer, step,
/// sample and element, or channel (Tompson et al. 2015), so the gradient draws it again and nothing is stored.
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output.</param>
/// <param name="rate">Probability that an element, or a channel, is dropped, below 1.</param>
/// <param name="layer">Which dropout of the model this is: each draws its own numbers.</param>
/// <param name="wholeChannels">Whether all pixels of a sample's channel are kept or dropped together.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Dropout(Map x, Map y, float rate, int layer, bool wholeChannels = false)
{
    /// <summary>Writes the output's pixels, not its border. The gradient is the same call on gradients.</summary>
    public void Run(Samples samples, ulong seed, ulong step, Address input, Address output) =>
        EachRow.Run(samples, x.Height, x, new Kernel(x, y, rate, layer, wholeChannels, seed, step, input.Pointer, output.Pointer));

    private readonly struct Kernel(Map x, Map y, float rate, int layer, bool wholeChannels, ulong seed, ulong step, float* input, float* output) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector threshold = TSimd.Create(rate), keep = TSimd.Create(1 / (1 - rate));
            int lanes = x.Lanes;
            uint pixelStep = wholeChannels ? 0 : (uint)lanes;
            uint counter = CounterRandom.Key(seed, (uint)layer, step, (uint)sample) + ((uint)(row * x.Width) * pixelStep);
            float* source = input + x.Origin + ((nint)sample * x.SampleStride) + (row * x.RowStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride) + (row * y.RowStride);
            for (int column = 0; column < x.Width; column++, source += x.PixelStride, target += y.PixelStride, counter += pixelStep)
            {
                for (int lane = 0; lane < lanes; lane += TSimd.Count)
                {
                    TVector dropped = TSimd.GreaterThan(threshold, TSimd.Uniform(counter + (uint)lane));
                    TSimd.Store(TSimd.Select(dropped, TSimd.Zero, TSimd.Multiply(TSimd.Load(source + lane), keep)), target + lane);
                }
            }
        }
    }
}
