namespace CnnGen.Generator.Graph;

/// <summary>The shape of one sample of a value: channels x height x width. A flat value has one pixel.</summary>
internal readonly record struct Shape(int Channels, int Height, int Width)
{
    /// <summary>Most floats of a map with its padding: offsets are counted in 32 bits, and sessions hold several maps.</summary>
    public const int MostFloats = int.MaxValue / 4;

    public bool IsFlat => Height == 1 && Width == 1;

    public long Count => (long)Channels * Height * Width;

    public int Pixels => Height * Width;

    /// <summary>Whether a map of these lengths, padded to whole vectors, stays within <see cref="MostFloats"/>; in double precision, which does not overflow.</summary>
    public static bool IsAddressable(long channels, double height, double width) =>
        channels < MostFloats && (double)CnnGen.Kernels.Map.LanesOf((int)channels) * (height + 2) * (width + 2) < MostFloats;

    public override string ToString() => IsFlat ? $"{Channels}" : $"{Channels}x{Height}x{Width}";
}
