using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Carries maps over the border between users' NCHW floats and the arena's layout.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Transfer
{
    /// <summary>Floats that a vector pass takes in the time of one that is copied here by itself.</summary>
    private const int FloatsPerFloat = 4;

    /// <summary>Copies NCHW samples into an arena map, normalised by channel: (value - mean) / deviation; empty spans leave values as they are.</summary>
    public static void Import(Map map, Samples samples, ReadOnlySpan<float> source, Address target, ReadOnlySpan<float> mean = default, ReadOnlySpan<float> deviation = default)
    {
        fixed (float* from = source, means = mean, deviations = deviation)
            EachRow.Run(samples, map.Height, Floats(map), map.Lanes, new ImportKernel(map, from, target.Pointer, means, deviations));
        Zero.Padding(map, samples, target.Pointer);
    }

    /// <summary>Copies an arena map out as NCHW samples, scaled by 1 / <paramref name="deviation"/> if that is given.</summary>
    public static void Export(Map map, Samples samples, Address source, Span<float> target, ReadOnlySpan<float> deviation = default)
    {
        fixed (float* to = target, deviations = deviation)
            EachRow.Run(samples, map.Height, Floats(map), map.Lanes, new ExportKernel(map, source.Pointer, to, deviations));
    }

    /// <summary>Copies <paramref name="count"/> floats.</summary>
    public static void Copy(Address source, Address target, int count) =>
        new ReadOnlySpan<float>(source.Pointer, count).CopyTo(new Span<float>(target.Pointer, count));

    private static long Floats(Map map) => (long)FloatsPerFloat * map.Channels * map.Pixels;

    /// <summary>A row of a channel among the floats of NCHW samples.</summary>
    private static nint Planar(Map map, int sample, int channel, int row) => ((((nint)sample * map.Channels) + channel) * map.Pixels) + (row * map.Width);

    /// <summary>A row of pixels in a map.</summary>
    private static nint Pixel(Map map, int sample, int row) => map.Origin + ((nint)sample * map.SampleStride) + ((nint)row * map.RowStride);

    private readonly struct ImportKernel(Map map, float* source, float* target, float* mean, float* deviation) : IRowKernel
    {
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            float* planes = source + Planar(map, sample, 0, row), pixels = target + Pixel(map, sample, row);
            int columns = Sse.IsSupported && map.Channels is 3 or 4 ? CopyColours(planes, pixels) : 0;
            for (int channel = 0; channel < map.Channels; channel++)
                Copy(planes + ((nint)channel * map.Pixels) + columns, map.Width - columns, Shift(channel), Scale(channel), pixels + (columns * map.PixelStride) + channel, map.PixelStride);
        }

        private float Shift(int channel) => mean is null ? 0 : mean[channel];

        private float Scale(int channel) => deviation is null ? 1 : 1 / deviation[channel];

        /// <summary>Copies pixels of three or four channels, four at a time, and returns how many: not the last, whose neighbour would be written too.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int CopyColours(float* planes, float* pixels)
        {
            nint plane = map.Pixels, step = map.PixelStride;
            int last = map.Channels - 1, column = 0;
            Vector128<float> lastLanes = last == 3 ? Vector128<float>.AllBitsSet : default;
            Vector128<float> shift0 = Vector128.Create(Shift(0)), shift1 = Vector128.Create(Shift(1)), shift2 = Vector128.Create(Shift(2)), shift3 = Vector128.Create(Shift(last));
            Vector128<float> scale0 = Vector128.Create(Scale(0)), scale1 = Vector128.Create(Scale(1)), scale2 = Vector128.Create(Scale(2)), scale3 = Vector128.Create(Scale(last));
            for (; column + Vector128<float>.Count < map.Width; column += Vector128<float>.Count, planes += Vector128<float>.Count, pixels += Vector128<float>.Count * step)
            {
                Vector128<float> a = (Vector128.Load(planes) - shift0) * scale0;
                Vector128<float> b = (Vector128.Load(planes + plane) - shift1) * scale1;
                Vector128<float> c = (Vector128.Load(planes + (2 * plane)) - shift2) * scale2;
                Vector128<float> d = (Vector128.Load(planes + (last * plane)) - shift3) * scale3;
                Transposition.Store(a, b, c, d & lastLanes, pixels, step);
            }

            return column;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Copy(float* from, int width, float shift, float scale, float* to, int step)
        {
            if (step == 1 && shift == 0 && scale == 1)
            {
                new ReadOnlySpan<float>(from, width).CopyTo(new Span<float>(to, width));
                return;
            }

            for (int column = 0; column < width; column++, to += step)
                *to = (from[column] - shift) * scale;
        }
    }

    private readonly struct ExportKernel(Map map, float* source, float* target, float* deviation) : IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            for (int channel = 0; channel < map.Channels; channel++)
            {
                float scale = deviation is null ? 1 : 1 / deviation[channel];
                float* from = source + Pixel(map, sample, row) + channel;
                float* to = target + Planar(map, sample, channel, row);
                for (int column = 0; column < map.Width; column++, from += map.PixelStride)
                    *to++ = *from * scale;
            }
        }
    }
}
