using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Networks;

/// <summary>
/// Random graphs from declaration to numbers; a failing one is shrunk to the smallest declaration that still fails. A graph that differs because its max
/// poolings choose among equals whatever the images are, as its maps repeat themselves, is compared with direct sums.
/// </summary>
public sealed class RandomGraphTests
{
    private const int GraphsPerCompilation = 50, UsualBatches = 10, MostUndecided = 2;

    public static TheoryData<int> Seeds => Effort.Data(UsualBatches);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomGraphs_AgreeWithTheOracle(int seed)
    {
        RandomGraph[] drawn = Draw(seed);
        Declaration all = Declaration.Parse(RandomGraphs.Blocks + string.Join("\n", drawn.Select((graph, i) => graph.Declare($"Net{i}"))));
        List<string> failures = [];
        int undecided = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            RandomGraph graph = drawn[i];
            string? failure = Failure(all, $"Net{i}", seed + i, out bool decided);
            if (!decided)
            {
                undecided++;
                graph = graph.WithDirectSums();
                failure = Failure(Parse(graph), "Net", seed + i, out _);
            }

            if (failure is null)
                continue;
            RandomGraph small = Shrink(graph, seed + i);
            failures.Add($"{small.Declare("Net")}{Failure(Parse(small), "Net", seed + i, out _) ?? failure}");
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {drawn.Length} failed\n" + string.Join("\n\n", failures.Take(3)));
        Assert.True(undecided <= MostUndecided, $"{undecided} of {drawn.Length} could be compared with direct sums alone");
    }

    /// <summary>Each form several times among the graphs of a usual run.</summary>
    [Fact]
    public void RandomGraphs_DrawEveryForm()
    {
        const int Least = 5;
        RandomGraph[] drawn = [.. Enumerable.Range(1, UsualBatches).SelectMany(seed => Draw(seed))];
        Dictionary<string, int> counts = drawn.SelectMany(GraphForms.In).CountBy(form => form).ToDictionary();
        Assert.All(GraphForms.All, form => Assert.True(counts.GetValueOrDefault(form) >= Least, $"{form}: {counts.GetValueOrDefault(form)} of {drawn.Length}"));
    }

    private static RandomGraph[] Draw(int seed)
    {
        RandomGraphs graphs = new(seed);
        return [.. Enumerable.Range(0, GraphsPerCompilation).Select(_ => graphs.Next())];
    }

    /// <summary>What goes wrong with a network, or null; and whether that is the network's, not that of roundings.</summary>
    private static string? Failure(Declaration declaration, string name, int seed, out bool decided)
    {
        decided = true;
        try
        {
            new Comparison(declaration, name, seed).Run();
            return null;
        }
        catch (Exception exception)
        {
            decided = exception is not UndecidedException;
            return exception.Message + "\n" + string.Join("\n", declaration.Problems) + exception.StackTrace?.Split('\n')[0];
        }
    }

    /// <summary>Leaves out stages and attributes as long as what is left compiles and still fails.</summary>
    private static RandomGraph Shrink(RandomGraph graph, int seed)
    {
        while (Smaller(graph).FirstOrDefault(smaller => Parse(smaller) is { Problems.Count: 0 } declaration && Failure(declaration, "Net", seed, out _) is not null) is { } failing)
            graph = failing;
        return graph;
    }

    private static IEnumerable<RandomGraph> Smaller(RandomGraph graph)
    {
        for (int i = 0; i < graph.Stages.Count; i++)
        {
            List<RandomStage> fewer = [.. graph.Stages];
            fewer.RemoveAt(i);
            yield return graph with { Stages = fewer };
            for (int j = 0; j < graph.Stages[i].Attributes.Count; j++)
            {
                List<string> attributes = [.. graph.Stages[i].Attributes];
                attributes.RemoveAt(j);
                List<RandomStage> shorter = [.. graph.Stages];
                shorter[i] = shorter[i] with { Attributes = attributes };
                if (attributes.Count > 0)
                    yield return graph with { Stages = shorter };
            }
        }
    }

    private static Declaration Parse(RandomGraph graph) => Declaration.Parse(RandomGraphs.Blocks + graph.Declare("Net"));
}
