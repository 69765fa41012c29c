using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>The channel of each pixel with the largest value, the first of equals, as a byte.</summary>
/// <param name="scores">Layout of the values, of at most <see cref="MostClasses"/> channels.</param>
internal sealed unsafe class ArgMax(Map scores)
{
    public const int MostClasses = byte.MaxValue + 1;

    private readonly float[] _padding = ClassLanes.Padding(scores.Channels);

    /// <summary>Minus the number of each class: the largest is the first.</summary>
    private readonly float[] _places = ClassLanes.Of(scores.Channels, k => -k);

    /// <summary>Writes the class of each pixel, sample by sample and row by row.</summary>
    public void Run(Samples samples, Address source, Span<byte> classes)
    {
        classes = classes[..(samples * scores.Pixels)];
        fixed (float* padding = _padding, places = _places)
        fixed (byte* target = classes)
            EachRow.Run(samples, scores.Height, scores, new Kernel(scores, source.Pointer, padding, places, target));
    }

    private readonly struct Kernel(Map x, float* source, float* padding, float* places, byte* classes) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            byte* target = classes + ((((nint)sample * x.Height) + row) * x.Width);
            float* pixel = source + x.Origin + ((nint)sample * x.SampleStride) + ((nint)row * x.RowStride);
            for (int column = 0; column < x.Width; column++, pixel += x.PixelStride)
                *target++ = Pixel<TSimd, TVector>(pixel);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
        private byte Pixel<TSimd, TVector>(float* pixel)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int lanes = x.Lanes;
            TVector largest = TSimd.Add(TSimd.Load(pixel), TSimd.Load(padding));
            for (int lane = TSimd.Count; lane < lanes; lane += TSimd.Count)
                largest = TSimd.Max(largest, TSimd.Add(TSimd.Load(pixel + lane), TSimd.Load(padding + lane)));

            TVector max = TSimd.Create(TSimd.Largest(largest)), none = TSimd.Create(-MostClasses), first = none;
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                TVector less = TSimd.GreaterThan(max, TSimd.Add(TSimd.Load(pixel + lane), TSimd.Load(padding + lane)));
                first = TSimd.Max(first, TSimd.Select(less, none, TSimd.Load(places + lane)));
            }

            return (byte)-TSimd.Largest(first);
        }
    }
}
