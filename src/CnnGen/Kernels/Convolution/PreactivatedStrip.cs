namespace CnnGen.Kernels;

/// <summary>The strip in which rows of a normalised input wait for the convolution that reads them: so many that they stay in the second-level cache.</summary>
/// <param name="Rows">Rows that the strip holds, at least one.</param>
/// <param name="PixelStride">Floats from one pixel to the next.</param>
/// <param name="Size">Floats of the strip.</param>
internal readonly record struct PreactivatedStrip(int Rows, int PixelStride, int Size)
{
    private const int FloatsInCache = 32 * 1024;

    /// <param name="channels">Channels of the map.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="width">Its columns.</param>
    public static PreactivatedStrip Of(int channels, int height, int width)
    {
        int stride = Map.StrideOf(channels, height * width), row = width * stride;
        int rows = Math.Max(1, Math.Min(FloatsInCache / row, height));
        return new PreactivatedStrip(rows, stride, rows * row);
    }
}
