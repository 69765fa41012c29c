using TorchSharp;
using static TorchSharp.torch;

namespace CnnGen.Parity.Networks;

/// <summary>5x5 filters alone, and by way of fewer channels.</summary>
internal static class Bottlenecks
{
    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(
            nameof(Zoo.WideFilters),
            () => new Zoo.WideFilters(),
            () => nn.Sequential(("conv", Parts.Conv(192, 32, 5, padding: 2, bias: true))),
            new() { { "conv", "conv1" } })
        {
            Input = [192, 28, 28],
            Rate = 0.1f,
            IsSmall = true,
        },
        new(
            nameof(Zoo.ReducedFilters),
            () => new Zoo.ReducedFilters(),
            () => nn.Sequential(("reduce", Parts.Conv(192, 16, 1, bias: true)), ("conv", Parts.Conv(16, 32, 5, padding: 2, bias: true))),
            new() { { "reduce", "conv1" }, { "conv", "conv2" } })
        {
            Input = [192, 28, 28],
            Rate = 0.1f,
            IsSmall = true,
        },
    ];
}
