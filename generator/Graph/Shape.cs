namespace CnnGen.Generator.Graph;

/// <summary>The shape of one sample of a value: channels x height x width. A flat value has one pixel.</summary>
internal readonly record struct Shape(int Channels, int Height, int Width)
{
    public bool IsFlat => Height == 1 && Width == 1;

    public long Count => (long)Channels * Height * Width;

    public int Pixels => Height * Width;

    public override string ToString() => IsFlat ? $"{Channels}" : $"{Channels}x{Height}x{Width}";
}
