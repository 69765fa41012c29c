using CnnGen.Parity.Networks;

namespace CnnGen.Parity;

/// <summary>Every network that is compared: all of <c>samples/Zoo</c>.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<NetworkPair> All { get; } =
    [
        .. LeNets.Pairs,
        .. AlexNets.Pairs,
        .. Vggs.Pairs,
        .. ResNets.Pairs,
        .. CifarResNets.Pairs,
        .. DenseNets.Pairs,
        .. SqueezeNets.Pairs,
        .. GoogLeNets.Pairs,
        .. SegNets.Pairs,
        .. UNets.Pairs,
        .. Fcns.Pairs,
        .. SlidingWindows.Pairs,
        .. Bottlenecks.Pairs,
    ];

    /// <summary>Smooth twins of the families in which some ReLU or max pooling is a matter of rounding.</summary>
    public static IReadOnlyList<NetworkPair> Smooth { get; } =
    [
        .. CnnGen.Parity.Smooth.AlexNets.Pairs,
        .. CnnGen.Parity.Smooth.Vggs.Pairs,
        .. CnnGen.Parity.Smooth.ResNets.Pairs,
        .. CnnGen.Parity.Smooth.CifarResNets.Pairs,
        .. CnnGen.Parity.Smooth.DenseNets.Pairs,
        .. CnnGen.Parity.Smooth.SqueezeNets.Pairs,
        .. CnnGen.Parity.Smooth.GoogLeNets.Pairs,
        .. CnnGen.Parity.Smooth.UNets.Pairs,
        .. CnnGen.Parity.Smooth.Fcns.Pairs,
        .. CnnGen.Parity.Smooth.SlidingWindows.Pairs,
    ];

    /// <summary>Twins whose convolutions are summed directly, of families whose small networks minimal filtering moves past a tie.</summary>
    public static IReadOnlyList<NetworkPair> Direct { get; } = [.. CnnGen.Parity.Direct.CifarResNets.Pairs, .. CnnGen.Parity.Direct.UNets.Pairs];

    /// <summary>Names of the zoo's networks that have no pair.</summary>
    public static IEnumerable<string> Missing => typeof(Zoo.LeNet5).Assembly.GetTypes()
        .Where(type => type.Namespace == nameof(Zoo) && type.IsSubclassOf(typeof(Model)))
        .Select(type => type.Name)
        .Except(All.Select(network => network.Name));
}
