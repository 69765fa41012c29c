using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Networks;

public sealed class RandomChainTests
{
    private const int ChainsPerCompilation = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void RandomChains_AgreeWithTheOracle(int seed)
    {
        RandomChains chains = new(seed);
        string[] declarations = [.. Enumerable.Range(0, ChainsPerCompilation).Select(i => chains.Next($"Net{i}"))];
        Declaration declaration = Declaration.Parse(string.Join("\n", declarations));
        Assert.True(declaration.Problems.Count == 0, string.Join("\n", declaration.Problems) + "\n" + string.Join("\n", declarations));
        List<string> failures = [];
        for (int i = 0; i < ChainsPerCompilation; i++)
        {
            try
            {
                new Comparison(declaration, $"Net{i}", seed + i).Run();
            }
            catch (Exception exception)
            {
                failures.Add($"{declarations[i]}{exception.Message}\n{exception.StackTrace?.Split('\n')[0]}");
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {ChainsPerCompilation} failed\n" + string.Join("\n\n", failures));
    }
}
