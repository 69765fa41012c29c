using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>The small U-Net.</summary>
internal static class UNets
{
    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(nameof(Zoo.UNetSmall), () => new Zoo.UNetSmall(), () => new UNet(), Names())
        {
            Input = [3, 128, 128],
            LabelsPerSample = 128 * 128,
            Rate = 0.1f,
        },
    ];

    private static NameMap Names()
    {
        NameMap names = new() { { "up3", "Up3.convTranspose" }, { "up2", "Up2.convTranspose" }, { "up1", "Up1.convTranspose" }, { "scores", "Scores.conv" } };
        (string Theirs, string Ours)[] doubles =
        [
            ("down1", "Down1"), ("down2", "Down2"), ("down3", "Down3"), ("middle", "Up3"), ("decode3", "Up2"), ("decode2", "Up1"), ("decode1", "Scores"),
        ];
        foreach ((string theirs, string ours) in doubles)
        {
            for (int i = 0; i < 2; i++)
            {
                names.Add($"{theirs}.{3 * i}", $"{ours}.double.convNorm{i + 1}.conv1");
                names.Add($"{theirs}.{(3 * i) + 1}", $"{ours}.double.convNorm{i + 1}.batchNorm1");
            }
        }

        return names;
    }
}

/// <summary>Three poolings down, and three transposed convolutions up, each beside the map that was pooled.</summary>
internal sealed class UNet : Composite
{
    private readonly Sequential _down1, _down2, _down3, _middle, _decode3, _decode2, _decode1;
    private readonly ConvTranspose2d _up3, _up2, _up1;
    private readonly Conv2d _scores;

    public UNet()
        : base(nameof(UNet))
    {
        _down1 = Part("down1", Double(3, 16));
        _down2 = Part("down2", Double(16, 32));
        _down3 = Part("down3", Double(32, 64));
        _middle = Part("middle", Double(64, 128));
        _up3 = Part("up3", nn.ConvTranspose2d(128, 64, 2, stride: 2));
        _decode3 = Part("decode3", Double(128, 64));
        _up2 = Part("up2", nn.ConvTranspose2d(64, 32, 2, stride: 2));
        _decode2 = Part("decode2", Double(64, 32));
        _up1 = Part("up1", nn.ConvTranspose2d(32, 16, 2, stride: 2));
        _decode1 = Part("decode1", Double(32, 16));
        _scores = Part("scores", Parts.Conv(16, 2, 1, bias: true));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor skip1 = _down1.call(input);
        Tensor skip2 = _down2.call(F.max_pool2d(skip1, 2));
        Tensor skip3 = _down3.call(F.max_pool2d(skip2, 2));
        Tensor x = _middle.call(F.max_pool2d(skip3, 2));
        x = _decode3.call(cat([skip3, _up3.call(x)], 1));
        x = _decode2.call(cat([skip2, _up2.call(x)], 1));
        return _scores.call(_decode1.call(cat([skip1, _up1.call(x)], 1)));
    }

    private static Sequential Double(long inputs, long outputs) => Parts.Chain(
    [
        Parts.Conv(inputs, outputs, 3, padding: 1, bias: true), nn.BatchNorm2d(outputs), nn.ReLU(),
        Parts.Conv(outputs, outputs, 3, padding: 1, bias: true), nn.BatchNorm2d(outputs), nn.ReLU(),
    ]);
}
