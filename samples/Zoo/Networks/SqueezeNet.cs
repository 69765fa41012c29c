using CnnGen;

namespace Zoo;

/// <summary>SqueezeNet 1.1 (Iandola et al. 2016), as torchvision's <c>squeezenet1_1</c>.</summary>
[CnnModel(3, 224, 224)]
[Conv(64, 3, stride: 2), ReLU, MaxPool(3, stride: 2, ceilMode: true)]
[Block<IFire>(16, 64, Repeat = 2), MaxPool(3, stride: 2, ceilMode: true)]
[Block<IFire>(32, 128, Repeat = 2), MaxPool(3, stride: 2, ceilMode: true)]
[Block<IFire>(48, 192, Repeat = 2), Block<IFire>(64, 256, Repeat = 2)]
[Dropout(0.5), Conv(1000, 1), ReLU, GlobalAvgPool]
public partial class SqueezeNet11;

/// <summary>A 1x1 squeeze, then 1x1 and 3x3 filters side by side.</summary>
internal interface IFire : IBlock
{
    [Parameter] const int Squeeze = 16, Expand = 64;

    [Conv(Squeeze, 1), ReLU] Stage Squeezed { get; }

    [Conv(Expand, 1), ReLU] Stage Ones { get; }

    [From(nameof(Squeezed)), Conv(Expand, 3, padding: 1), ReLU] Stage Threes { get; }

    [Concat(nameof(Ones), nameof(Threes))] Stage Output { get; }
}
