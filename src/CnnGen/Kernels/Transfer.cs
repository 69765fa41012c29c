using System.ComponentModel;
using System.Runtime.CompilerServices;
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
            for (int channel = 0; channel < map.Channels; channel++)
            {
                float shift = mean is null ? 0 : mean[channel], scale = deviation is null ? 1 : 1 / deviation[channel];
                Copy(source + Planar(map, sample, channel, row), map.Width, shift, scale, target + Pixel(map, sample, row) + channel, map.PixelStride);
            }
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
