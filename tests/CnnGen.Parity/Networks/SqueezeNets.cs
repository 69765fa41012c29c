using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>torchvision's SqueezeNet 1.1.</summary>
internal static class SqueezeNets
{
    /// <summary>Places of the fire modules among the features.</summary>
    private static readonly int[] Fires = [3, 4, 6, 7, 9, 10, 11, 12];

    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(nameof(Zoo.SqueezeNet11), () => new Zoo.SqueezeNet11(), () => new SqueezeNet(), Names())
        {
            WithoutDropout = () => new WithoutDropout.SqueezeNet11(),
            Input = [3, 224, 224],
        },
    ];

    private static NameMap Names()
    {
        NameMap names = new() { { "features.0", "conv1" }, { "classifier.1", "conv2" } };
        for (int i = 0; i < Fires.Length; i++)
        {
            names.Add($"features.{Fires[i]}.squeeze", $"fire{i + 1}.Squeezed.conv");
            names.Add($"features.{Fires[i]}.expand1x1", $"fire{i + 1}.Ones.conv");
            names.Add($"features.{Fires[i]}.expand3x3", $"fire{i + 1}.Threes.conv");
        }

        return names;
    }
}

/// <summary>torchvision's <c>SqueezeNet</c>, version 1.1.</summary>
internal sealed class SqueezeNet : Composite
{
    private readonly Sequential _features, _classifier;

    public SqueezeNet()
        : base(nameof(SqueezeNet))
    {
        _features = Part("features", Parts.Chain(
        [
            Parts.Conv(3, 64, 3, stride: 2, bias: true),
            nn.ReLU(),
            Parts.MaxPool(3, 2, ceilMode: true),
            new Fire(64, 16, 64),
            new Fire(128, 16, 64),
            Parts.MaxPool(3, 2, ceilMode: true),
            new Fire(128, 32, 128),
            new Fire(256, 32, 128),
            Parts.MaxPool(3, 2, ceilMode: true),
            new Fire(256, 48, 192),
            new Fire(384, 48, 192),
            new Fire(384, 64, 256),
            new Fire(512, 64, 256),
        ]));
        _classifier = Part("classifier", Parts.Chain(
            [nn.Dropout(0.5), Parts.Conv(512, 1000, 1, bias: true), nn.ReLU(), nn.AdaptiveAvgPool2d(1)]));
    }

    public override Tensor forward(Tensor input) => _classifier.call(_features.call(input)).flatten(1);
}

/// <summary>torchvision's <c>Fire</c>.</summary>
internal sealed class Fire : Composite
{
    private readonly Conv2d _squeeze, _expand1x1, _expand3x3;

    public Fire(long inputs, long squeeze, long expand)
        : base(nameof(Fire))
    {
        _squeeze = Part("squeeze", Parts.Conv(inputs, squeeze, 1, bias: true));
        _expand1x1 = Part("expand1x1", Parts.Conv(squeeze, expand, 1, bias: true));
        _expand3x3 = Part("expand3x3", Parts.Conv(squeeze, expand, 3, padding: 1, bias: true));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = F.relu(_squeeze.call(input));
        return cat([F.relu(_expand1x1.call(x)), F.relu(_expand3x3.call(x))], 1);
    }
}
