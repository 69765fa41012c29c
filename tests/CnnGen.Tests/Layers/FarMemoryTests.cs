using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>Predictions carry other tiles for processors whose memory is far, where a network's filters do not stay near the core.</summary>
public sealed class FarMemoryTests
{
    /// <summary>A map of 8x8 pixels has four tiles that read filters of four times the parameter, or sixteen smaller ones that read less than half of that.</summary>
    [Fact]
    public void FiltersOfTheThirdLevelCache_AreReadByMoreTiles()
    {
        Declaration declaration = Chain(size: 8, layers: 4);
        Assert.Equal(4, Steps(declaration, "Predictor", "by Winograd F(4x4, 3x3) or, where memory is far, Winograd F(2x2, 3x3)"));
        Assert.Equal(0, Steps(declaration, "Trainer", "where memory is far"));
        new Comparison(declaration, "Net", seed: 1) { Samples = 3 }.Run();
    }

    /// <summary>So few that they stay in the second-level cache, and those that many tiles read.</summary>
    [Theory]
    [InlineData(8, 1)]
    [InlineData(28, 4)]
    public void OtherFilters_HaveOnePlan(int size, int layers)
    {
        Declaration declaration = Chain(size, layers);
        Assert.Equal(layers, Steps(declaration, "Predictor", "by Winograd F(4x4, 3x3)"));
        Assert.Equal(0, Steps(declaration, "Predictor", "where memory is far"));
    }

    private static Declaration Chain(int size, int layers)
    {
        string chain = string.Join(", ", Enumerable.Repeat("Conv(64, 3, padding: 1), ReLU", layers));
        Declaration declaration = Declaration.Parse($"[CnnModel(64, {size}, {size})] [{chain}, MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        return declaration;
    }

    private static int Steps(Declaration declaration, string session, string text) =>
        declaration.Sources[$"Net.{session}.g.cs"].Split('\n').Count(line => line.Contains("// ", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal));
}
