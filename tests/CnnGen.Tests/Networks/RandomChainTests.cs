using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Networks;

public sealed class RandomChainTests
{
    private const int ChainsPerCompilation = 40;

    public static TheoryData<int> Seeds => Effort.Data(usually: 5);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomChains_AgreeWithTheOracle(int seed)
    {
        RandomChains chains = new(seed);
        string[] texts = [.. Enumerable.Range(0, ChainsPerCompilation).Select(i => chains.Next($"Net{i}"))];
        Declaration compiled = Declaration.Parse(string.Join("\n", texts));
        Batch.AssertAgreement(compiled, texts, i => new Comparison(compiled, $"Net{i}", seed + i));
    }
}
