using CnnGen;

namespace Zoo;

/// <summary>ResNet-20 for CIFAR-10 (He et al. 2015, section 4.2) with 1x1 projections.</summary>
[CnnModel(3, 32, 32)]
[Block<ICifarStem>]
[Block<IBasic>(16, Repeat = 3)]
[Block<IBasicProjection>(32), Block<IBasic>(32, Repeat = 2)]
[Block<IBasicProjection>(64), Block<IBasic>(64, Repeat = 2)]
[GlobalAvgPool, Linear(10)]
public partial class ResNet20;

/// <summary>ResNet-20 with the paper's own shortcuts, which have no parameters (option A).</summary>
[CnnModel(3, 32, 32)]
[Block<ICifarStem>]
[Block<IBasic>(16, Repeat = 3)]
[Block<IBasicPadded>(32), Block<IBasic>(32, Repeat = 2)]
[Block<IBasicPadded>(64), Block<IBasic>(64, Repeat = 2)]
[GlobalAvgPool, Linear(10)]
public partial class ResNet20A;

/// <summary>ResNet-56 for CIFAR-10 with 1x1 projections.</summary>
[CnnModel(3, 32, 32)]
[Block<ICifarStem>]
[Block<IBasic>(16, Repeat = 9)]
[Block<IBasicProjection>(32), Block<IBasic>(32, Repeat = 8)]
[Block<IBasicProjection>(64), Block<IBasic>(64, Repeat = 8)]
[GlobalAvgPool, Linear(10)]
public partial class ResNet56;

/// <summary>ResNet-20 without its shortcuts: the plain twin.</summary>
[CnnModel(3, 32, 32)]
[Block<ICifarStem>]
[Block<IPlain>(16, Repeat = 3)]
[Block<IPlain>(32, 2), Block<IPlain>(32, Repeat = 2)]
[Block<IPlain>(64, 2), Block<IPlain>(64, Repeat = 2)]
[GlobalAvgPool, Linear(10)]
public partial class Plain20;

/// <summary>ResNet-56 without its shortcuts: deeper than <see cref="Plain20"/>, and worse.</summary>
[CnnModel(3, 32, 32)]
[Block<ICifarStem>]
[Block<IPlain>(16, Repeat = 9)]
[Block<IPlain>(32, 2), Block<IPlain>(32, Repeat = 8)]
[Block<IPlain>(64, 2), Block<IPlain>(64, Repeat = 8)]
[GlobalAvgPool, Linear(10)]
public partial class Plain56;

/// <summary>The first convolution of the CIFAR ResNets.</summary>
[Conv(16, 3, padding: 1, bias: false), BatchNorm, ReLU]
internal interface ICifarStem : IBlock;

/// <summary>Two 3x3 convolutions beside every other pixel, with zeros for the channels that the input has not.</summary>
internal interface IBasicPadded : IBlock
{
    [Parameter] const int Width = 32, Stride = 2;

    [Conv(Width, 3, stride: Stride, padding: 1, bias: false), BatchNorm, ReLU]
    [Conv(Width, 3, padding: 1, bias: false), BatchNorm]
    Stage Residual { get; }

    [From(Input), Subsample(Stride, Width)]
    Stage Shortcut { get; }

    [Add(nameof(Residual), nameof(Shortcut)), ReLU]
    Stage Output { get; }
}

/// <summary>Two 3x3 convolutions without a shortcut.</summary>
[Conv(Width, 3, stride: Stride, padding: 1, bias: false), BatchNorm, ReLU]
[Conv(Width, 3, padding: 1, bias: false), BatchNorm, ReLU]
internal interface IPlain : IBlock
{
    [Parameter] const int Width = 16, Stride = 1;
}
