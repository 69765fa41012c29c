using CnnGen;

namespace Embedded;

/// <summary>Reads a digit of 20 x 20 grey pixels: a network of LeNet-5's kind, with 28 KB of weights.</summary>
[CnnModel(1, DigitDrawing.Size, DigitDrawing.Size)]
[Conv(6, 5, padding: 2), ReLU, MaxPool(2)]
[Conv(16, 5), ReLU, MaxPool(3, stride: 3)]
[Linear(60), ReLU, Linear(10)]
internal sealed partial class DigitNet
{
    private const string WeightFile = "digits.safetensors";

    /// <summary>The network with the weights that lie in this executable.</summary>
    public static DigitNet FromResource()
    {
        DigitNet net = new();
        using Stream weights = typeof(DigitNet).Assembly.GetManifestResourceStream(WeightFile)!;
        net.Load(weights);
        return net;
    }
}
