using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The greatest value of each channel over the whole map. The winner's place, the first of equals in row-major order, can be recorded as a float for
/// each channel: the number of its pixel, exact up to <see cref="MostPixels"/>.
/// </summary>
/// <param name="x">Layout of the input.</param>
/// <param name="y">Layout of the output, a single pixel.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class GlobalMaxPool(Map x, Map y)
{
    /// <summary>Pixels that a float can number.</summary>
    public const int MostPixels = 1 << 24;

    /// <summary>Writes the output's pixel, not its border, and <paramref name="winners"/>, a float for each lane of a sample, unless it is default.</summary>
    public void Forward(Samples samples, Address input, Address output, Address winners = default) =>
        EachRow.Run(samples, 1, x, new Kernel(x, y, input.Pointer, output.Pointer, winners.Pointer));

    /// <summary>Overwrites every pixel of <paramref name="input"/>, laid out as <c>x</c>: the gradient goes to the recorded winners.</summary>
    public void Backward(int samples, Address gradient, Address winners, Address input)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            float* target = input.Pointer + ((nint)sample * x.SampleStride);
            float* dy = gradient.Pointer + y.Origin + ((nint)sample * y.SampleStride);
            float* winner = winners.Pointer + ((nint)sample * x.Lanes);
            Zero.Pixels(x, target);
            for (int channel = 0; channel < x.Channels; channel++)
            {
                (int row, int column) = Math.DivRem((int)winner[channel], x.Width);
                target[x.Origin + ((nint)row * x.RowStride) + ((nint)column * x.PixelStride) + channel] = dy[channel];
            }
        }
    }

    private readonly struct Kernel(Map x, Map y, float* input, float* output, float* winners) : IRowKernel
    {
        /// <summary>A whole sample.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            float* first = input + x.Origin + ((nint)sample * x.SampleStride);
            float* target = output + y.Origin + ((nint)sample * y.SampleStride);
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector best = TSimd.Load(first + lane), place = TSimd.Zero;
                for (row = 0; row < x.Height; row++)
                {
                    float* pixel = first + ((nint)row * x.RowStride) + lane;
                    for (int column = 0; column < x.Width; column++, pixel += x.PixelStride)
                    {
                        TVector value = TSimd.Load(pixel);
                        if (winners is null)
                        {
                            best = Maximum.Greater<TSimd, TVector>(best, value);
                            continue;
                        }

                        TVector better = Maximum.Better<TSimd, TVector>(value, best);
                        best = TSimd.Select(better, value, best);
                        place = TSimd.Select(better, TSimd.Create((row * x.Width) + column), place);
                    }
                }

                TSimd.Store(best, target + lane);
                if (winners is not null)
                    TSimd.Store(place, winners + ((nint)sample * lanes) + lane);
            }
        }
    }
}
