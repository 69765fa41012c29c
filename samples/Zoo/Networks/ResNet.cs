using CnnGen;

namespace Zoo;

/// <summary>ResNet-18 (He et al. 2015), as torchvision's <c>resnet18</c>.</summary>
[CnnModel(3, 224, 224)]
[Block<IResNetStem>]
[Block<IBasic>(64, Repeat = 2)]
[Block<IBasicProjection>(128, 2), Block<IBasic>(128)]
[Block<IBasicProjection>(256, 2), Block<IBasic>(256)]
[Block<IBasicProjection>(512, 2), Block<IBasic>(512)]
[GlobalAvgPool, Linear(1000)]
public partial class ResNet18;

/// <summary>ResNet-34 (He et al. 2015), as torchvision's <c>resnet34</c>.</summary>
[CnnModel(3, 224, 224)]
[Block<IResNetStem>]
[Block<IBasic>(64, Repeat = 3)]
[Block<IBasicProjection>(128, 2), Block<IBasic>(128, Repeat = 3)]
[Block<IBasicProjection>(256, 2), Block<IBasic>(256, Repeat = 5)]
[Block<IBasicProjection>(512, 2), Block<IBasic>(512, Repeat = 2)]
[GlobalAvgPool, Linear(1000)]
public partial class ResNet34;

/// <summary>ResNet-50 (He et al. 2015) with the stride on the 3x3 convolutions, as torchvision's <c>resnet50</c>.</summary>
[CnnModel(3, 224, 224)]
[Block<IResNetStem>]
[Block<IBottleneckProjection>(64, 1), Block<IBottleneck>(64, Repeat = 2)]
[Block<IBottleneckProjection>(128, 2), Block<IBottleneck>(128, Repeat = 3)]
[Block<IBottleneckProjection>(256, 2), Block<IBottleneck>(256, Repeat = 5)]
[Block<IBottleneckProjection>(512, 2), Block<IBottleneck>(512, Repeat = 2)]
[GlobalAvgPool, Linear(1000)]
public partial class ResNet50;

/// <summary>The first convolution and pooling of the ImageNet ResNets.</summary>
[Conv(64, 7, stride: 2, padding: 3, bias: false), BatchNorm, ReLU, MaxPool(3, stride: 2, padding: 1)]
internal interface IResNetStem : IBlock;

/// <summary>Two 3x3 convolutions beside an identity.</summary>
internal interface IBasic : IBlock
{
    [Parameter] const int Width = 64;

    [Conv(Width, 3, padding: 1, bias: false), BatchNorm, ReLU]
    [Conv(Width, 3, padding: 1, bias: false), BatchNorm]
    Stage Residual { get; }

    [Add(nameof(Residual), Input), ReLU]
    Stage Output { get; }
}

/// <summary>Two 3x3 convolutions beside a 1x1 projection, where width or resolution change.</summary>
internal interface IBasicProjection : IBlock
{
    [Parameter] const int Width = 64, Stride = 2;

    [Conv(Width, 3, stride: Stride, padding: 1, bias: false), BatchNorm, ReLU]
    [Conv(Width, 3, padding: 1, bias: false), BatchNorm]
    Stage Residual { get; }

    [From(Input), Conv(Width, 1, stride: Stride, bias: false), BatchNorm]
    Stage Shortcut { get; }

    [Add(nameof(Residual), nameof(Shortcut)), ReLU]
    Stage Output { get; }
}

/// <summary>1x1, 3x3, 1x1 with four times the width at the end, beside an identity.</summary>
internal interface IBottleneck : IBlock
{
    [Parameter] const int Width = 64;

    [Conv(Width, 1, bias: false), BatchNorm, ReLU]
    [Conv(Width, 3, padding: 1, bias: false), BatchNorm, ReLU]
    [Conv(4 * Width, 1, bias: false), BatchNorm]
    Stage Residual { get; }

    [Add(nameof(Residual), Input), ReLU]
    Stage Output { get; }
}

/// <summary>The bottleneck beside a projection.</summary>
internal interface IBottleneckProjection : IBlock
{
    [Parameter] const int Width = 64, Stride = 1;

    [Conv(Width, 1, bias: false), BatchNorm, ReLU]
    [Conv(Width, 3, stride: Stride, padding: 1, bias: false), BatchNorm, ReLU]
    [Conv(4 * Width, 1, bias: false), BatchNorm]
    Stage Residual { get; }

    [From(Input), Conv(4 * Width, 1, stride: Stride, bias: false), BatchNorm]
    Stage Shortcut { get; }

    [Add(nameof(Residual), nameof(Shortcut)), ReLU]
    Stage Output { get; }
}
