using CnnGen.Parity.Networks;

namespace CnnGen.Parity;

/// <summary>Every network that is compared.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<NetworkPair> All { get; } =
    [
        .. LeNets.Pairs,
        .. Vggs.Pairs,
        .. ResNets.Pairs,
        .. CifarResNets.Pairs,
        .. DenseNets.Pairs,
        .. SqueezeNets.Pairs,
        .. GoogLeNets.Pairs,
        .. SegNets.Pairs,
        .. Bottlenecks.Pairs,
    ];
}
