using CnnGen;

namespace Zoo;

/// <summary>A fully convolutional network (Long et al. 2015, FCN-32s) on a small VGG: scores of the coarsest map, upsampled by 32 at once.</summary>
[CnnModel(3, 128, 128)]
[Block<IFcnStage>(32), Block<IFcnStage>(64), Block<IFcnStage>(128), Block<IFcnStage>(256), Block<IFcnStage>(256)]
[Block<IFcnClassifier>, Block<IBilinear>(32), PixelCrossEntropy]
public partial class Fcn32Small;

/// <summary>FCN-16s: adds scores of the fourth pooling, so that only 16 is left to upsample at once.</summary>
[CnnModel(3, 128, 128)]
public partial class Fcn16Small
{
    [Block<IFcnStage>(32), Block<IFcnStage>(64), Block<IFcnStage>(128), Block<IFcnStage>(256)] public static partial Stage Pool4 { get; }

    [Block<IFcnStage>(256), Block<IFcnClassifier>, Block<IBilinear>(2)] public static partial Stage Coarse { get; }

    [From(nameof(Pool4)), Conv(21, 1), Add(nameof(Coarse)), Block<IBilinear>(16), PixelCrossEntropy] public static partial Stage Scores { get; }
}

/// <summary>FCN-8s: adds scores of the third pooling too.</summary>
[CnnModel(3, 128, 128)]
public partial class Fcn8Small
{
    [Block<IFcnStage>(32), Block<IFcnStage>(64), Block<IFcnStage>(128)] public static partial Stage Pool3 { get; }

    [Block<IFcnStage>(256)] public static partial Stage Pool4 { get; }

    [Block<IFcnStage>(256), Block<IFcnClassifier>, Block<IBilinear>(2)] public static partial Stage Coarse { get; }

    [From(nameof(Pool4)), Conv(21, 1), Add(nameof(Coarse)), Block<IBilinear>(2)] public static partial Stage Middle { get; }

    [From(nameof(Pool3)), Conv(21, 1), Add(nameof(Middle)), Block<IBilinear>(8), PixelCrossEntropy] public static partial Stage Scores { get; }
}

/// <summary>Two 3x3 convolutions and a pooling.</summary>
[Block<IConvReLU>(Width, Repeat = 2), MaxPool(2)]
internal interface IFcnStage : IBlock
{
    [Parameter] const int Width = 64;
}

/// <summary>VGG's hidden layers as convolutions, and the scores of 21 classes.</summary>
[Conv(512, 3, padding: 1), ReLU, ChannelDropout(0.5), Conv(512, 1), ReLU, ChannelDropout(0.5), Conv(21, 1)]
internal interface IFcnClassifier : IBlock;

/// <summary>A learnt upsampling of scores that starts as the bilinear one; for even scales.</summary>
[ConvTranspose(21, 2 * Scale, stride: Scale, padding: Scale / 2, bias: false, Init = Init.Bilinear)]
internal interface IBilinear : IBlock
{
    [Parameter] const int Scale = 2;
}
