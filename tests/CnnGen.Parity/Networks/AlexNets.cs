using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CnnGen.Parity.Networks;

/// <summary>AlexNet as published and as torchvision's.</summary>
internal static class AlexNets
{
    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(nameof(Zoo.AlexNet), () => new Zoo.AlexNet(), () => new AlexNet(Published(), Classifier(dropsFirst: false)), Names([0, 4, 8, 10, 12], [0, 3, 6], "vggClassifier1."))
        {
            WithoutDropout = () => new WithoutDropout.AlexNet(),
            Input = [3, 227, 227],
        },
        new(nameof(Zoo.AlexNetTorchvision), () => new Zoo.AlexNetTorchvision(), () => new AlexNet(Torchvision(), Classifier(dropsFirst: true)), Names([0, 3, 6, 8, 10], [1, 4, 6], ""))
        {
            WithoutDropout = () => new WithoutDropout.AlexNetTorchvision(),
            Input = [3, 224, 224],
        },
    ];

    private static NameMap Names(int[] convolutions, int[] linears, string hidden)
    {
        NameMap names = [];
        for (int i = 0; i < convolutions.Length; i++)
            names.Add($"features.{convolutions[i]}", $"conv{i + 1}");
        names.Add($"classifier.{linears[0]}", $"{hidden}linear1");
        names.Add($"classifier.{linears[1]}", $"{hidden}linear2");
        names.Add($"classifier.{linears[2]}", hidden.Length > 0 ? "linear1" : "linear3");
        return names;
    }

    /// <summary>Krizhevsky et al. 2012; PyTorch's alpha weighs the mean of five squares, the paper's their sum.</summary>
    private static Sequential Published() => Parts.Chain(
    [
        nn.Conv2d(3, 96, 11, stride: 4), nn.ReLU(), nn.LocalResponseNorm(5, 5e-4, 0.75, 2), Parts.MaxPool(3, 2),
        nn.Conv2d(96, 256, 5, padding: 2, groups: 2), nn.ReLU(), nn.LocalResponseNorm(5, 5e-4, 0.75, 2), Parts.MaxPool(3, 2),
        nn.Conv2d(256, 384, 3, padding: 1), nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding: 1, groups: 2), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding: 1, groups: 2), nn.ReLU(), Parts.MaxPool(3, 2),
    ]);

    private static Sequential Torchvision() => Parts.Chain(
    [
        nn.Conv2d(3, 64, 11, stride: 4, padding: 2), nn.ReLU(), Parts.MaxPool(3, 2),
        nn.Conv2d(64, 192, 5, padding: 2), nn.ReLU(), Parts.MaxPool(3, 2),
        nn.Conv2d(192, 384, 3, padding: 1), nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding: 1), nn.ReLU(),
        nn.Conv2d(256, 256, 3, padding: 1), nn.ReLU(), Parts.MaxPool(3, 2),
    ]);

    private static Sequential Classifier(bool dropsFirst) => dropsFirst
        ? Parts.Chain([nn.Dropout(0.5), nn.Linear(9216, 4096), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000)])
        : Parts.Chain([nn.Linear(9216, 4096), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4096, 1000)]);
}

/// <summary>Features, then a classifier of the flattened map.</summary>
internal sealed class AlexNet : Composite
{
    private readonly Sequential _features, _classifier;

    public AlexNet(Sequential features, Sequential classifier)
        : base(nameof(AlexNet))
    {
        _features = Part("features", features);
        _classifier = Part("classifier", classifier);
    }

    public override Tensor forward(Tensor input) => _classifier.call(_features.call(input).flatten(1));
}
