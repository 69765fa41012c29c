using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CnnGen.Parity.Networks;

/// <summary>The classifier of windows, and the same over a larger image.</summary>
internal static class SlidingWindows
{
    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(
            nameof(Zoo.WindowNet),
            () => new Zoo.WindowNet(),
            () => nn.Sequential([.. Features(), ("flatten", nn.Flatten()), ("hidden", nn.Linear(1152, 128)), ("relu3", nn.ReLU()), ("scores", nn.Linear(128, 10))]),
            new() { { "conv1", "conv1" }, { "conv2", "conv2" }, { "hidden", "linear1" }, { "scores", "linear2" } })
        {
            Input = [3, 36, 36],
            Batch = 4,
            IsSmall = true,
        },
        new(
            nameof(Zoo.WindowSweep),
            () => new Zoo.WindowSweep(),
            () => nn.Sequential([.. Features(), ("hidden", Parts.Conv(32, 128, 6, bias: true)), ("relu3", nn.ReLU()), ("scores", Parts.Conv(128, 10, 1, bias: true))]),
            new() { { "conv1", "conv1" }, { "conv2", "conv2" }, { "hidden", "conv3" }, { "scores", "conv4" } })
        {
            Input = [3, 128, 128],
            LabelsPerSample = 24 * 24,
        },
    ];

    private static IEnumerable<(string, nn.Module<Tensor, Tensor>)> Features() =>
    [
        ("conv1", Parts.Conv(3, 16, 5, bias: true)), ("relu1", nn.ReLU()), ("pool1", Parts.MaxPool(2, 2)),
        ("conv2", Parts.Conv(16, 32, 5, bias: true)), ("relu2", nn.ReLU()), ("pool2", Parts.MaxPool(2, 2)),
    ];
}
