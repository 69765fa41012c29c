using CnnGen;

namespace Zoo;

/// <summary>GoogLeNet as published (Szegedy et al. 2014): 5x5 filters, response normalisation, and two auxiliary classifiers while it trains.</summary>
[CnnModel(3, 224, 224)]
public partial class GoogLeNet
{
    [Conv(64, 7, stride: 2, padding: 3), ReLU, MaxPool(3, stride: 2, ceilMode: true), Block<IResponseNorm>]
    [Conv(64, 1), ReLU, Conv(192, 3, padding: 1), ReLU, Block<IResponseNorm>, MaxPool(3, stride: 2, ceilMode: true)]
    [Block<IInception>(64, 96, 128, 16, 32, 32), Block<IInception>(128, 128, 192, 32, 96, 64), MaxPool(3, stride: 2, ceilMode: true)]
    [Block<IInception>(192, 96, 208, 16, 48, 64)]
    public static partial Stage Inception4A { get; }

    [Auxiliary(0.3), Block<IAuxiliary>, Linear(1000)]
    public static partial Stage Auxiliary1 { get; }

    [From(nameof(Inception4A)), Block<IInception>(160, 112, 224, 24, 64, 64)]
    [Block<IInception>(128, 128, 256, 24, 64, 64), Block<IInception>(112, 144, 288, 32, 64, 64)]
    public static partial Stage Inception4D { get; }

    [Auxiliary(0.3), Block<IAuxiliary>, Linear(1000)]
    public static partial Stage Auxiliary2 { get; }

    [From(nameof(Inception4D)), Block<IInception>(256, 160, 320, 32, 128, 128), MaxPool(3, stride: 2, ceilMode: true)]
    [Block<IInception>(256, 160, 320, 32, 128, 128), Block<IInception>(384, 192, 384, 48, 128, 128)]
    [GlobalAvgPool, Dropout(0.4), Linear(1000)]
    public static partial Stage Scores { get; }
}

/// <summary>Four branches side by side: 1x1, 3x3 and 5x5 behind a 1x1 reduction, and a pooling with a projection.</summary>
internal interface IInception : IBlock
{
    [Parameter] const int Ones = 64, Reduce3 = 96, Threes = 128, Reduce5 = 16, Fives = 32, Pooled = 32;

    [From(Input), Conv(Ones, 1), ReLU] Stage Branch1 { get; }

    [From(Input), Conv(Reduce3, 1), ReLU, Conv(Threes, 3, padding: 1), ReLU] Stage Branch2 { get; }

    [From(Input), Conv(Reduce5, 1), ReLU, Conv(Fives, 5, padding: 2), ReLU] Stage Branch3 { get; }

    [From(Input), MaxPool(3, stride: 1, padding: 1), Conv(Pooled, 1), ReLU] Stage Branch4 { get; }

    [Concat(nameof(Branch1), nameof(Branch2), nameof(Branch3), nameof(Branch4))] Stage Output { get; }
}

/// <summary>The body of an auxiliary classifier.</summary>
[AvgPool(5, stride: 3), Conv(128, 1), ReLU, Linear(1024), ReLU, Dropout(0.7)]
internal interface IAuxiliary : IBlock;
