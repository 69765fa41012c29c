using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>torchvision's DenseNet-121.</summary>
internal static class DenseNets
{
    private static readonly int[] Depths = [6, 12, 24, 16];

    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(nameof(Zoo.DenseNet121), () => new Zoo.DenseNet121(), () => new DenseNet(32, Depths), Names())
        {
            Input = [3, 224, 224],
            Batch = 1,
            Rate = 0.0005f,
        },
    ];

    /// <summary>CnnGen counts the dense layers through all blocks.</summary>
    private static NameMap Names()
    {
        NameMap names = new()
        {
            { "features.conv0", "resNetStem1.conv1" },
            { "features.norm0", "resNetStem1.batchNorm1" },
            { "features.norm5", "batchNorm1" },
            { "classifier", "linear1" },
        };
        int layers = 0;
        for (int block = 1; block <= Depths.Length; block++)
        {
            for (int layer = 1; layer <= Depths[block - 1]; layer++)
            {
                layers++;
                for (int k = 1; k <= 2; k++)
                {
                    names.Add($"features.denseblock{block}.denselayer{layer}.norm{k}", $"dense{layers}.Features.batchNorm{k}");
                    names.Add($"features.denseblock{block}.denselayer{layer}.conv{k}", $"dense{layers}.Features.conv{k}");
                }
            }

            if (block < Depths.Length)
            {
                names.Add($"features.transition{block}.norm", $"transition{block}.batchNorm1");
                names.Add($"features.transition{block}.conv", $"transition{block}.conv1");
            }
        }

        return names;
    }
}

/// <summary>torchvision's <c>DenseNet</c>.</summary>
internal sealed class DenseNet : Composite
{
    private readonly Sequential _features;
    private readonly Linear _classifier;

    public DenseNet(long growth, int[] depths)
        : base(nameof(DenseNet))
    {
        long channels = 64;
        List<(string, nn.Module<Tensor, Tensor>)> features =
        [
            ("conv0", Parts.Conv(3, channels, 7, stride: 2, padding: 3)),
            ("norm0", nn.BatchNorm2d(channels)),
            ("relu0", nn.ReLU()),
            ("pool0", Parts.MaxPool(3, 2, padding: 1)),
        ];
        for (int block = 1; block <= depths.Length; block++)
        {
            features.Add(($"denseblock{block}", DenseBlock(channels, growth, depths[block - 1])));
            channels += depths[block - 1] * growth;
            if (block == depths.Length)
                break;
            features.Add(($"transition{block}", nn.Sequential(
                ("norm", nn.BatchNorm2d(channels)),
                ("relu", nn.ReLU()),
                ("conv", Parts.Conv(channels, channels / 2, 1)),
                ("pool", nn.AvgPool2d(2, 2)))));
            channels /= 2;
        }

        features.Add(("norm5", nn.BatchNorm2d(channels)));
        _features = Part("features", nn.Sequential([.. features]));
        _classifier = Part("classifier", nn.Linear(channels, 1000));
    }

    public override Tensor forward(Tensor input) => _classifier.call(F.adaptive_avg_pool2d(F.relu(_features.call(input)), 1).flatten(1));

    private static Sequential DenseBlock(long channels, long growth, int depth) => nn.Sequential(
        [.. Enumerable.Range(0, depth).Select(i => ($"denselayer{i + 1}", (nn.Module<Tensor, Tensor>)new DenseLayer(channels + (i * growth), growth)))]);
}

/// <summary>torchvision's <c>_DenseLayer</c>, which here returns its input with its features behind.</summary>
internal sealed class DenseLayer : Composite
{
    private readonly BatchNorm2d _norm1, _norm2;
    private readonly Conv2d _conv1, _conv2;

    public DenseLayer(long inputs, long growth)
        : base(nameof(DenseLayer))
    {
        _norm1 = Part("norm1", nn.BatchNorm2d(inputs));
        _conv1 = Part("conv1", Parts.Conv(inputs, 4 * growth, 1));
        _norm2 = Part("norm2", nn.BatchNorm2d(4 * growth));
        _conv2 = Part("conv2", Parts.Conv(4 * growth, growth, 3, padding: 1));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = _conv1.call(F.relu(_norm1.call(input)));
        x = _conv2.call(F.relu(_norm2.call(x)));
        return cat([input, x], 1);
    }
}
