namespace CnnGen.Kernels;

/// <summary>The pixels that an output is summed over, in the order of the weights.</summary>
/// <param name="Offsets">Floats from the output's own input pixel to each tap.</param>
/// <param name="Rows">The input row that each tap of the first output row reads, never decreasing; empty where every tap lies in the map.</param>
/// <param name="Stride">Input rows from one output row to the next.</param>
/// <param name="Height">Rows of the input; those above and below are zero.</param>
internal sealed record Taps(int[] Offsets, int[] Rows, int Stride = 1, int Height = 1)
{
    /// <summary>Taps that are all in the map.</summary>
    public Taps(int[] offsets)
        : this(offsets, [])
    {
    }

    public int Count => Offsets.Length;

    /// <summary>Whether some taps of the output's rows lie above or below the map.</summary>
    public bool LeaveMap(int outputRows) => Inside(0).First > 0 || Inside(outputRows - 1).End < Count;

    /// <summary>The taps that an output row reads from the map, from the first to before the end; the others read zeros.</summary>
    public (int First, int End) Inside(int outputRow)
    {
        int end = Count, first = 0;
        for (; end > 1 && Row(end - 1) >= Height; end--)
        {
        }

        for (; first < end - 1 && Row(first) < 0; first++)
        {
        }

        return (first, end);

        int Row(int tap) => Rows.Length == 0 ? 0 : Rows[tap] + (outputRow * Stride);
    }
}

/// <summary>Taps of a sliding window.</summary>
internal static class WindowTaps
{
    public static FilterBank Bank(Map input, Map output, Window window, int groups) =>
        new(input.Channels, output.Channels, window.Kernel * window.Kernel, groups, window.Stride);

    /// <summary>The first tap of each window: it may lie in the border.</summary>
    public static Positions Positions(Map input, Window window) =>
        CnnGen.Kernels.Positions.Of(input).Every(window.Stride, -window.PaddingBefore, -window.PaddingBefore);

    /// <summary>Each tap from the first, row by row.</summary>
    public static Taps Of(Map input, Window window)
    {
        int[] offsets = new int[window.Kernel * window.Kernel], rows = new int[offsets.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, window.Kernel);
            offsets[i] = window.Dilation * ((row * input.RowStride) + (column * input.PixelStride));
            rows[i] = (window.Dilation * row) - window.PaddingBefore;
        }

        return new Taps(offsets, rows, window.Stride, input.Height);
    }
}

/// <summary>Taps of a linear layer: every pixel of the map that it flattens.</summary>
internal static class MapTaps
{
    public static FilterBank Bank(Map input, Map output) => new(input.Channels, output.Channels, input.Pixels, ChannelMajor: true);

    public static Taps Of(Map input)
    {
        int[] offsets = new int[input.Pixels];
        for (int i = 0; i < offsets.Length; i++)
            offsets[i] = (i / input.Width * input.RowStride) + (i % input.Width * input.PixelStride);
        return new Taps(offsets);
    }
}
