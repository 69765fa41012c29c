using CnnGen;

namespace Zoo;

/// <summary>A small SegNet (Badrinarayanan et al. 2015): the decoder unpools to the places that won in the encoder.</summary>
[CnnModel(3, 128, 128)]
public partial class SegNetSmall
{
    [Block<IConvNorm>(32), MaxPool(2)] public static partial Stage Down1 { get; }

    [Block<IConvNorm>(64), MaxPool(2)] public static partial Stage Down2 { get; }

    [Block<IConvNorm>(128), MaxPool(2)] public static partial Stage Down3 { get; }

    [MaxUnpool(nameof(Down3)), Block<IConvNorm>(64)] public static partial Stage Up3 { get; }

    [MaxUnpool(nameof(Down2)), Block<IConvNorm>(32)] public static partial Stage Up2 { get; }

    [MaxUnpool(nameof(Down1)), Conv(12, 3, padding: 1), PixelCrossEntropy] public static partial Stage Scores { get; }
}
