using CnnGen;

namespace Quickstart;

/// <summary>Four convolutions with batch normalisation, then two linear layers: the shape of VGG, small enough for a processor.</summary>
[CnnModel(1, 28, 28)]
[Normalize(0.2860, 0.3530)]
[Conv(32, 3, padding: 1), BatchNorm, ReLU, Conv(32, 3, padding: 1), BatchNorm, ReLU, MaxPool(2)]
[Conv(64, 3, padding: 1), BatchNorm, ReLU, Conv(64, 3, padding: 1), BatchNorm, ReLU, MaxPool(2)]
[Linear(128), ReLU, Dropout(0.5), Linear(10), Softmax]
public partial class QuickNet;

/// <summary>LeNet-5 (LeCun et al. 1998) with today's activations and pooling.</summary>
[CnnModel(1, 28, 28)]
[Normalize(0.2860, 0.3530)]
[Conv(6, 5, padding: 2), ReLU, MaxPool(2)]
[Conv(16, 5), ReLU, MaxPool(2)]
[Linear(120), ReLU, Linear(84), ReLU, Linear(10), Softmax]
public partial class LeNet5;

/// <summary>What the program needs of a model, whichever class it is, and how it is best trained.</summary>
internal sealed record Network(
    Model Model,
    string Summary,
    float PeakRate,
    int EpochsOnDrawn,
    int EpochsOnFiles)
{
    /// <summary>Names that <c>--model</c> takes.</summary>
    public static readonly string[] Names = ["quick", "lenet"];

    public static Network Create(string name, int seed)
    {
        switch (name)
        {
            case "quick":
                return new(new QuickNet(seed), QuickNet.Summary, PeakRate: 0.03f, EpochsOnDrawn: 4, EpochsOnFiles: 8);
            case "lenet":
                return new(new LeNet5(seed), LeNet5.Summary, PeakRate: 0.03f, EpochsOnDrawn: 12, EpochsOnFiles: 6);
            default:
                throw new ArgumentException($"There is no model '{name}'.", nameof(name));
        }
    }
}
