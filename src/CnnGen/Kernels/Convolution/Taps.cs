namespace CnnGen.Kernels;

/// <summary>Where the taps of a sliding window lie.</summary>
internal static class WindowTaps
{
    public static FilterBank Bank(Map input, Map output, Window window, int groups) =>
        new(input.Channels, output.Channels, window.Kernel * window.Kernel, groups);

    /// <summary>The first tap of each window: it may lie in the border.</summary>
    public static Positions Positions(Map input, Window window) =>
        CnnGen.Kernels.Positions.Of(input).Every(window.Stride, -window.PaddingBefore, -window.PaddingBefore);

    /// <summary>Floats from the first tap to each tap, row by row.</summary>
    public static int[] Offsets(Map input, Window window)
    {
        int[] taps = new int[window.Kernel * window.Kernel];
        for (int i = 0; i < taps.Length; i++)
            taps[i] = window.Dilation * ((i / window.Kernel * input.RowStride) + (i % window.Kernel * input.PixelStride));
        return taps;
    }
}

/// <summary>Taps of a linear layer: every pixel of the map that it flattens.</summary>
internal static class MapTaps
{
    public static FilterBank Bank(Map input, Map output) => new(input.Channels, output.Channels, input.Pixels, ChannelMajor: true);

    public static int[] Offsets(Map input)
    {
        int[] taps = new int[input.Pixels];
        for (int i = 0; i < taps.Length; i++)
            taps[i] = (i / input.Width * input.RowStride) + (i % input.Width * input.PixelStride);
        return taps;
    }
}
