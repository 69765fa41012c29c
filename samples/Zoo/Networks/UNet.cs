using CnnGen;

namespace Zoo;

/// <summary>A small U-Net (Ronneberger et al. 2015): each step of the decoder sees the encoder's map of its size beside what comes from below.</summary>
[CnnModel(3, 128, 128)]
public partial class UNetSmall
{
    [Block<IDouble>(16)] public static partial Stage Down1 { get; }

    [MaxPool(2), Block<IDouble>(32)] public static partial Stage Down2 { get; }

    [MaxPool(2), Block<IDouble>(64)] public static partial Stage Down3 { get; }

    [MaxPool(2), Block<IDouble>(128), ConvTranspose(64, 2, stride: 2)] public static partial Stage Up3 { get; }

    [Concat(nameof(Down3), nameof(Up3)), Block<IDouble>(64), ConvTranspose(32, 2, stride: 2)] public static partial Stage Up2 { get; }

    [Concat(nameof(Down2), nameof(Up2)), Block<IDouble>(32), ConvTranspose(16, 2, stride: 2)] public static partial Stage Up1 { get; }

    [Concat(nameof(Down1), nameof(Up1)), Block<IDouble>(16), Conv(2, 1), PixelCrossEntropy] public static partial Stage Scores { get; }
}

/// <summary>Two 3x3 convolutions with batch normalisation.</summary>
[Block<IConvNorm>(Width, Repeat = 2)]
internal interface IDouble : IBlock
{
    [Parameter] const int Width = 16;
}
