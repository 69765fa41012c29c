using System.ComponentModel;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Writes zeros where no kernel writes: borders that share memory with other maps, pixels that no window covers, gradients of what does not matter.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Zero
{
    /// <summary>Clears the border around each sample's pixels.</summary>
    public static void Border(Map map, Samples samples, Address address) =>
        EachRow.Run(samples, rows: 1, map.SampleStride - ((long)map.Pixels * map.PixelStride), map.PixelStride, new BorderKernel(map, address.Pointer));

    /// <summary>Clears the gradient of a parameter.</summary>
    public static void Gradient(Address gradient, int size) => Clear(gradient.Pointer, size);

    /// <summary>Clears the lanes past the last channel, behind a kernel that writes channels alone or a function that is not 0 at 0; of a slice, its own alone.</summary>
    internal static void Padding(Map map, int samples, float* address)
    {
        int padding = Math.Min(map.PixelStride, map.Lanes) - map.Channels;
        if (padding == 0)
            return;
        for (int sample = 0; sample < samples; sample++)
        {
            for (int row = 0; row < map.Height; row++)
            {
                float* lanes = address + ((nint)sample * map.SampleStride) + map.Origin + ((nint)row * map.RowStride) + map.Channels;
                for (int column = 0; column < map.Width; column++, lanes += map.PixelStride)
                    Clear(lanes, padding);
            }
        }
    }

    /// <summary>Clears one sample's pixels.</summary>
    internal static void Pixels(Map map, float* sample)
    {
        for (int row = 0; row < map.Height; row++)
            Columns(map, sample + map.Origin + ((nint)row * map.RowStride), map.Width);
    }

    /// <summary>Clears the pixels right of and below the first <paramref name="rows"/> rows and <paramref name="columns"/> columns.</summary>
    internal static void Uncovered(Map map, int rows, int columns, int samples, float* address)
    {
        if (rows >= map.Height && columns >= map.Width)
            return;
        for (int sample = 0; sample < samples; sample++)
        {
            for (int row = 0; row < map.Height; row++)
            {
                int first = row < rows ? Math.Min(columns, map.Width) : 0;
                float* start = address + ((nint)sample * map.SampleStride) + map.Origin + ((nint)row * map.RowStride);
                Columns(map, start + ((nint)first * map.PixelStride), map.Width - first);
            }
        }
    }

    /// <summary>Clears neighbouring pixels; where the map is a slice of another's channels, its own alone.</summary>
    private static void Columns(Map map, float* start, int count)
    {
        if (map.PixelStride <= map.Lanes)
            Clear(start, count * map.PixelStride);
        for (int column = 0; column < count && map.PixelStride > map.Lanes; column++)
            Clear(start + ((nint)column * map.PixelStride), map.Lanes);
    }

    private static void Clear(float* start, int floats)
    {
        if (floats > 0)
            new Span<float>(start, floats).Clear();
    }

    private readonly struct BorderKernel(Map map, float* address) : IRowKernel
    {
        /// <summary>A whole sample's.</summary>
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int side = map.Side * map.PixelStride;
            float* start = address + ((nint)sample * map.SampleStride), first = start + map.Origin;
            Clear(start, map.Origin);
            for (row = 1; row < map.Height && side > 0; row++)
                Clear(first + ((nint)row * map.RowStride) - side, side);
            float* end = first + ((nint)map.Height * map.RowStride) - side;
            Clear(end, (int)(start + map.SampleStride - end));
        }
    }
}
