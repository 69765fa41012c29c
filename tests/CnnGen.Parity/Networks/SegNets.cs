using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>The small SegNet.</summary>
internal static class SegNets
{
    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(nameof(Zoo.SegNetSmall), () => new Zoo.SegNetSmall(), () => new SegNet(), Names())
        {
            Input = [3, 128, 128],
            LabelsPerSample = 128 * 128,
            Rate = 0.1f,
            IsSmall = true,
        },
    ];

    private static NameMap Names()
    {
        NameMap names = new() { { "scores", "Scores.conv" } };
        foreach ((string theirs, string ours) in new[] { ("down1", "Down1"), ("down2", "Down2"), ("down3", "Down3"), ("up3", "Up3"), ("up2", "Up2") })
        {
            names.Add($"{theirs}.0", $"{ours}.convNorm.conv1");
            names.Add($"{theirs}.1", $"{ours}.convNorm.batchNorm1");
        }

        return names;
    }
}

/// <summary>Three poolings down, and three unpoolings up to the places that won there.</summary>
internal sealed class SegNet : Composite
{
    private readonly Sequential _down1, _down2, _down3, _up3, _up2;
    private readonly Conv2d _scores;

    public SegNet()
        : base(nameof(SegNet))
    {
        _down1 = Part("down1", Normed(3, 32));
        _down2 = Part("down2", Normed(32, 64));
        _down3 = Part("down3", Normed(64, 128));
        _up3 = Part("up3", Normed(128, 64));
        _up2 = Part("up2", Normed(64, 32));
        _scores = Part("scores", Parts.Conv(32, 12, 3, padding: 1, bias: true));
    }

    public override Tensor forward(Tensor input)
    {
        (Tensor x, Tensor winners1) = F.max_pool2d_with_indices(_down1.call(input), [2, 2]);
        (x, Tensor winners2) = F.max_pool2d_with_indices(_down2.call(x), [2, 2]);
        (x, Tensor winners3) = F.max_pool2d_with_indices(_down3.call(x), [2, 2]);
        x = _up3.call(Unpool(x, winners3));
        x = _up2.call(Unpool(x, winners2));
        return _scores.call(Unpool(x, winners1));
    }

    private static Tensor Unpool(Tensor x, Tensor winners) => F.max_unpool2d(x, winners, [2, 2]);

    private static Sequential Normed(long inputs, long outputs) =>
        Parts.Chain([Parts.Conv(inputs, outputs, 3, padding: 1, bias: true), nn.BatchNorm2d(outputs), nn.ReLU()]);
}
