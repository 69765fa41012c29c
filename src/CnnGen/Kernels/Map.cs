namespace CnnGen.Kernels;

/// <summary>
/// How one feature map lies in an arena: <c>[sample][row][column][channel]</c> (NHWC), inside a border of zero pixels
/// that lets a convolution read past the edges. Neighbouring rows share their side border.
/// </summary>
/// <remarks>
/// All figures count floats unless they name pixels. A pixel takes <see cref="PixelStride"/> floats: where vector kernels write the map, the
/// channels rounded up to <see cref="LanesOf"/>, or a vector more: <see cref="StrideOf"/>. The lanes past the last channel hold zeros.
/// </remarks>
/// <param name="Channels">Channels of a pixel.</param>
/// <param name="Height">Rows without the border.</param>
/// <param name="Width">Columns without the border.</param>
/// <param name="PixelStride">Floats from one pixel to the next.</param>
/// <param name="Top">Rows of zeros above.</param>
/// <param name="Bottom">Rows of zeros below.</param>
/// <param name="Side">Columns of zeros between the rows, left of the first and right of the last.</param>
public readonly record struct Map(int Channels, int Height, int Width, int PixelStride, int Top = 0, int Bottom = 0, int Side = 0)
{
    /// <summary>The widest vector, in floats: one AVX-512 register, two of AVX2, four of NEON. Memory is aligned and counted in it.</summary>
    public const int Vector = 16;

    /// <summary>Half of it: the lanes of maps with so few channels that a whole vector would be mostly padding.</summary>
    public const int HalfVector = Vector / 2;

    /// <summary>Half a memory page in floats.</summary>
    private const int CrowdedStride = 512;

    /// <summary>Channels of a pixel, rounded up to whole vectors.</summary>
    public int Lanes => LanesOf(Channels);

    /// <summary>Floats from one row to the next.</summary>
    public int RowStride => (Width + Side) * PixelStride;

    /// <summary>Floats from the start of a sample to its pixel (0, 0).</summary>
    public int Origin => (Top * RowStride) + (Side * PixelStride);

    /// <summary>Floats of one sample, border included, a multiple of <see cref="Vector"/>.</summary>
    public int SampleStride => RoundUp(((Top + Height + Bottom) * RowStride) + (Side * PixelStride));

    /// <summary>Pixels of one sample without the border.</summary>
    public int Pixels => Height * Width;

    /// <summary>Whether any zero border surrounds the map.</summary>
    public bool HasBorder => (Top | Bottom | Side) != 0;

    /// <summary>The lanes that <paramref name="channels"/> take: half a vector, or whole vectors.</summary>
    public static int LanesOf(int channels) => channels <= HalfVector ? HalfVector : RoundUp(channels);

    /// <summary>
    /// The floats from one pixel to the next of a map of so many channels and pixels: its lanes, and a vector more where a tile's pixels, half a memory
    /// page or whole ones apart, would compete for a few places of the nearest cache.
    /// </summary>
    public static int StrideOf(int channels, int pixels)
    {
        int lanes = LanesOf(channels);
        return pixels > 1 && lanes % CrowdedStride == 0 ? lanes + Vector : lanes;
    }

    /// <summary>Rounds <paramref name="count"/> up to a multiple of <see cref="Vector"/>.</summary>
    public static int RoundUp(int count) => (count + Vector - 1) / Vector * Vector;
}
