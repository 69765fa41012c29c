namespace CnnGen.Kernels;

/// <summary>The strip in which a convolution's rows wait for the pooling behind it: so many rows of windows that it stays in the nearest cache.</summary>
/// <param name="Windows">Rows of pooling windows that the strip holds, at least one.</param>
/// <param name="Size">Floats of the strip.</param>
internal readonly record struct PooledStrip(int Windows, int Size)
{
    private const int FloatsInCache = 4096;

    /// <param name="height">Rows of the pooled map.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="lanes">Lanes of a pixel.</param>
    /// <param name="side">Side of the pooling window.</param>
    public static PooledStrip Of(int height, int width, int lanes, int side)
    {
        int row = side * side * width * lanes;
        int windows = Math.Max(1, Math.Min(FloatsInCache / row, height));
        return new PooledStrip(windows, windows * row);
    }
}
