using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>Carries maps over the border between users' NCHW floats and the arena's layout.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Transfer
{
    /// <summary>Copies NCHW samples into an arena map, normalised by channel: (value - mean) / deviation; empty spans leave values as they are.</summary>
    public static void Import(Map map, int samples, ReadOnlySpan<float> source, Address target, ReadOnlySpan<float> mean = default, ReadOnlySpan<float> deviation = default)
    {
        fixed (float* start = source)
        {
            float* from = start;
            for (int sample = 0; sample < samples; sample++)
            {
                for (int channel = 0; channel < map.Channels; channel++)
                {
                    float shift = mean.IsEmpty ? 0 : mean[channel], scale = deviation.IsEmpty ? 1 : 1 / deviation[channel];
                    for (int row = 0; row < map.Height; row++, from += map.Width)
                        Row(from, map.Width, shift, scale, Pixel(map, target, sample, row) + channel, map.PixelStride);
                }
            }
        }

        Zero.Padding(map, samples, target.Pointer);
    }

    /// <summary>Copies an arena map out as NCHW samples, scaled by 1 / <paramref name="deviation"/> if that is given.</summary>
    public static void Export(Map map, int samples, Address source, Span<float> target, ReadOnlySpan<float> deviation = default)
    {
        fixed (float* start = target)
        {
            float* to = start;
            for (int sample = 0; sample < samples; sample++)
            {
                for (int channel = 0; channel < map.Channels; channel++)
                {
                    float scale = deviation.IsEmpty ? 1 : 1 / deviation[channel];
                    for (int row = 0; row < map.Height; row++)
                    {
                        float* from = Pixel(map, source, sample, row) + channel;
                        for (int column = 0; column < map.Width; column++, from += map.PixelStride)
                            *to++ = *from * scale;
                    }
                }
            }
        }
    }

    /// <summary>Copies <paramref name="count"/> floats.</summary>
    public static void Copy(Address source, Address target, int count) =>
        new ReadOnlySpan<float>(source.Pointer, count).CopyTo(new Span<float>(target.Pointer, count));

    private static void Row(float* from, int width, float shift, float scale, float* to, int step)
    {
        if (step == 1 && shift == 0 && scale == 1)
        {
            new ReadOnlySpan<float>(from, width).CopyTo(new Span<float>(to, width));
            return;
        }

        for (int column = 0; column < width; column++, to += step)
            *to = (from[column] - shift) * scale;
    }

    private static float* Pixel(Map map, Address address, int sample, int row) =>
        address.Pointer + map.Origin + ((nint)sample * map.SampleStride) + ((nint)row * map.RowStride);
}
