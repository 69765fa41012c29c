using System.Collections.Concurrent;
using CnnGen.Generator.Layers;
using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>Every layer of the catalogue against the oracle, over random arguments and shapes; where numbers stay whole, to the last bit.</summary>
public sealed class LayerSweepTests
{
    private static readonly ConcurrentDictionary<(string Kind, int Seed), (string[] Texts, Declaration Compiled)> Drawn = new();

    public static TheoryData<string, int> Kinds
    {
        get
        {
            TheoryData<string, int> kinds = [];
            foreach (int seed in Effort.Seeds(usually: 1, ofTen: 1))
            {
                foreach (string kind in LayerCatalog.Kinds)
                    kinds.Add(kind, seed);
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Layer_AgreesWithTheOracle(string kind, int seed)
    {
        (string[] texts, Declaration compiled) = Draw(kind, seed);
        Batch.AssertAgreement(compiled, texts, i => new Comparison(compiled, $"Net{i}", seed: i) { Integers = IsWhole(i) && LayerSweep.KeepsWholeNumbers(kind) });
    }

    [Fact]
    public void Sweep_ReachesEveryCorner()
    {
        HashSet<string> reached = [.. LayerCatalog.Kinds.SelectMany(kind => Draw(kind, seed: 1).Compiled.Specs).SelectMany(Corners.In)];
        Assert.Empty(Corners.All.Except(reached));
    }

    private static (string[] Texts, Declaration Compiled) Draw(string kind, int seed) => Drawn.GetOrAdd((kind, seed), _ =>
    {
        LayerSweep sweep = new(seed);
        int networks = kind is "Conv" or "ConvTranspose" or "MaxPool" or "AvgPool" or "MaxUnpool" ? 63 : 21;
        string[] texts = [.. Enumerable.Range(0, networks).Select(i => sweep.Draw(kind, $"Net{i}", IsWhole(i)))];
        return (texts, Declaration.Parse(string.Join("\n", texts)));
    });

    private static bool IsWhole(int i) => i % 2 == 0;
}
