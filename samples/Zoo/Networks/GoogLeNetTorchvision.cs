using CnnGen;

namespace Zoo;

/// <summary>GoogLeNet with batch normalisation and without heads, as torchvision's <c>googlenet</c> (which has 3x3 filters for the paper's 5x5).</summary>
[CnnModel(3, 224, 224)]
[Block<INormed>(64, 7, 2, 3), MaxPool(3, stride: 2, ceilMode: true)]
[Block<INormed>(64, 1), Block<INormed>(192, 3, 1, 1), MaxPool(3, stride: 2, ceilMode: true)]
[Block<INormedInception>(64, 96, 128, 16, 32, 32), Block<INormedInception>(128, 128, 192, 32, 96, 64), MaxPool(3, stride: 2, ceilMode: true)]
[Block<INormedInception>(192, 96, 208, 16, 48, 64), Block<INormedInception>(160, 112, 224, 24, 64, 64)]
[Block<INormedInception>(128, 128, 256, 24, 64, 64), Block<INormedInception>(112, 144, 288, 32, 64, 64)]
[Block<INormedInception>(256, 160, 320, 32, 128, 128), MaxPool(2, stride: 2, ceilMode: true)]
[Block<INormedInception>(256, 160, 320, 32, 128, 128), Block<INormedInception>(384, 192, 384, 48, 128, 128)]
[GlobalAvgPool, Dropout(0.2), Linear(1000)]
public partial class GoogLeNetTorchvision;

/// <summary>Four branches side by side: 1x1, 3x3 and 3x3 behind a 1x1 reduction, and a pooling with a projection.</summary>
internal interface INormedInception : IBlock
{
    [Parameter] const int Ones = 64, Reduce3 = 96, Threes = 128, Reduce5 = 16, Fives = 32, Pooled = 32;

    [From(Input), Block<INormed>(Ones, 1)] Stage Branch1 { get; }

    [From(Input), Block<INormed>(Reduce3, 1), Block<INormed>(Threes, 3, 1, 1)] Stage Branch2 { get; }

    [From(Input), Block<INormed>(Reduce5, 1), Block<INormed>(Fives, 3, 1, 1)] Stage Branch3 { get; }

    [From(Input), MaxPool(3, stride: 1, padding: 1, ceilMode: true), Block<INormed>(Pooled, 1)] Stage Branch4 { get; }

    [Concat(nameof(Branch1), nameof(Branch2), nameof(Branch3), nameof(Branch4))] Stage Output { get; }
}

/// <summary>Convolution, batch normalisation with torchvision's epsilon, ReLU.</summary>
[Conv(Width, Kernel, stride: Stride, padding: Padding, bias: false), BatchNorm(epsilon: 0.001), ReLU]
internal interface INormed : IBlock
{
    [Parameter] const int Width = 64, Kernel = 1, Stride = 1, Padding = 0;
}
