using System.Globalization;
using CnnGen.Generator.Layers;
using CnnGen.Tests.Harness;
using CnnGen.Tests.Layers;

namespace CnnGen.Tests.Networks;

/// <summary>
/// The process whose networks have forbidden pages right before and behind their arenas and parameters. It tells each network before it runs it, so that the
/// last one told is the one that ended it.
/// </summary>
internal static class GuardedNetworks
{
    /// <summary>The first argument.</summary>
    public const string Command = "guarded", ArenaTrap = "arena-trap", ParameterTrap = "parameter-trap";

    /// <summary>Strides by minimal filtering, of blocks that are written and of phases that are read where they lie: random networks have few.</summary>
    private static readonly string[] Strides =
    [
        "[CnnModel(3, 37, 41)] [Conv(16, 7, stride: 2, padding: 3), ReLU, MeanSquaredError]",
        "[CnnModel(32, 32, 29)] [Conv(64, 3, stride: 2, padding: 1), BatchNorm, ReLU, MeanSquaredError]",
        "[CnnModel(32, 33, 32)] [Conv(64, 3, stride: 2), ReLU, Conv(64, 3, padding: 1), MeanSquaredError]",
    ];

    /// <summary>Windows that overlap, behind a batch norm.</summary>
    private const string Pooled = "[CnnModel(5, 23, 21)] [BatchNorm, ReLU, MaxPool(3, stride: 2, padding: 1), Conv(16, 3), BatchNorm, MaxPool(3, stride: 2, ceilMode: true), MeanSquaredError]";

    private const int Chains = 20, Graphs = 20, NetworksOfALayer = 3;

    /// <param name="arguments">The command and a seed, or a trap's name.</param>
    /// <returns>0 if all networks agree with their oracles.</returns>
    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case [Command, string seed]:
                return Run(int.Parse(seed, CultureInfo.InvariantCulture));
            case [ArenaTrap]:
                return ReadBehindAnArena();
            case [ParameterTrap]:
                return WriteBeforeParameters();
            default:
                Console.Error.WriteLine($"usage: {Command} SEED | {ArenaTrap} | {ParameterTrap}");
                return 2;
        }
    }

    private static int Run(int seed)
    {
        string[] texts = [.. Draw(seed)];
        Declaration compiled = Declaration.Parse(RandomGraphs.Blocks + string.Join("\n", texts));
        int failures = compiled.Problems.Count;
        for (int i = 0; failures == 0 && i < texts.Length; i++)
        {
            if (!Array.Exists(Strides, network => texts[i].StartsWith(network, StringComparison.Ordinal)) || compiled.Sources[$"Net{i}.Predictor.g.cs"].Contains("depth: new", StringComparison.Ordinal))
                continue;
            Console.WriteLine($"not by minimal filtering of blocks: {texts[i]}");
            failures++;
        }

        for (int i = 0; failures == 0 && i < texts.Length; i++)
        {
            foreach (bool atEnd in (bool[])[true, false])
            {
                Console.WriteLine($"{(atEnd ? "a page behind" : "a page before")}: {texts[i]}");
                new Comparison(compiled, $"Net{i}", seed + i) { Memory = new GuardedMemory(atEnd) }.Run();
            }
        }

        return failures;
    }

    private static IEnumerable<string> Draw(int seed)
    {
        int count = 0;
        LayerSweep sweep = new(seed);
        for (int i = 0; i < NetworksOfALayer; i++)
        {
            foreach (string kind in LayerCatalog.Kinds)
                yield return sweep.Draw(kind, $"Net{count++}", whole: false);
        }

        foreach (string network in Strides.Append(Pooled))
            yield return $"{network} public partial class Net{count++};";
        RandomChains chains = new(seed);
        for (int i = 0; i < Chains; i++)
            yield return chains.Next($"Net{count++}");
        RandomGraphs graphs = new(seed);
        for (int i = 0; i < Graphs; i++)
            yield return graphs.Next().Declare($"Net{count++}");
    }

    /// <summary>Reads one float behind a block, which must end the process.</summary>
    private static unsafe int ReadBehindAnArena()
    {
        float* block = (float*)new GuardedMemory(atEnd: true).Take(64 * sizeof(float));
        return float.IsNaN(block[63]) && float.IsNaN(block[64]) ? 0 : 1;
    }

    /// <summary>Writes one float before a block, which must end the process.</summary>
    private static int WriteBeforeParameters()
    {
        float[] memory = new GuardedMemory(atEnd: false).TakePinned(64, out int start);
        memory[start] = memory[start + 63] = 1;
        memory[start - 1] = 1;
        return 0;
    }
}
