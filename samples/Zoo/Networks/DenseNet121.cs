using CnnGen;

namespace Zoo;

/// <summary>DenseNet-121 (Huang et al. 2016), as torchvision's <c>densenet121</c>.</summary>
[CnnModel(3, 224, 224)]
[Block<IResNetStem>]
[Block<IDense>(Repeat = 6), Block<ITransition>(128)]
[Block<IDense>(Repeat = 12), Block<ITransition>(256)]
[Block<IDense>(Repeat = 24), Block<ITransition>(512)]
[Block<IDense>(Repeat = 16), BatchNorm, ReLU]
[GlobalAvgPool, Linear(1000)]
public partial class DenseNet121;

/// <summary>Appends features to all that came before.</summary>
internal interface IDense : IBlock
{
    [Parameter] const int Growth = 32;

    [BatchNorm, ReLU, Conv(4 * Growth, 1, bias: false)]
    [BatchNorm, ReLU, Conv(Growth, 3, padding: 1, bias: false)]
    Stage Features { get; }

    [Concat(Input, nameof(Features))]
    Stage Output { get; }
}

/// <summary>Halves channels and resolution between dense blocks.</summary>
[BatchNorm, ReLU, Conv(Width, 1, bias: false), AvgPool(2)]
internal interface ITransition : IBlock
{
    [Parameter] const int Width = 128;
}
