extern alias Library;

using CnnGen.Tests.Harness;
using WinogradPlan = Library::CnnGen.Kernels.WinogradPlan;

namespace CnnGen.Tests.Layers;

/// <summary>Minimal filtering of so many filters, or of so many tiles, that they are taken in pieces or in groups.</summary>
public sealed class WinogradPiecesTests
{
    /// <summary>Filters that are transformed piece by piece, whose last pieces have fewer inputs and lanes; over several blocks of tiles.</summary>
    [Theory]
    [InlineData(3, 5, 3)]
    [InlineData(4, 4, 18)]
    public void ManyFilters_AgreeWithTheOracle(int height, int width, int samples)
    {
        Declaration declaration = Declaration.Parse($"""
            [CnnModel(144, {height}, {width})] [Conv(212, 3, padding: 1), BatchNorm, ReLU, Conv(139, 3, padding: 1), MeanSquaredError] public partial class Net;
            """);
        Assert.Empty(declaration.Problems);
        string code = declaration.Sources["Net.Trainer.g.cs"];
        string[] steps = ["convolution, padding 1", "gradient of the input, by turned filters and", "gradient of weights and bias,"];
        Assert.All(steps, step => Assert.Contains(code.Split('\n'), line => line.Contains(step, StringComparison.Ordinal) && line.Contains("piece by piece", StringComparison.Ordinal)));
        new Comparison(declaration, "Net", seed: 1) { Samples = samples }.Run();
    }

    /// <summary>So many tiles that groups of them sum the filters' gradient apart, whole and piece by piece, blocks and groups of unequal size.</summary>
    [Theory]
    [InlineData(20, 24, 21, 23, 11, false)]
    [InlineData(16, 33, 5, 29, 19, false)]
    [InlineData(70, 60, 8, 7, 65, true)]
    public void GradientsOfGroups_AgreeWithTheOracle(int inputs, int outputs, int height, int width, int samples, bool piecewise)
    {
        WinogradPlan plan = new(inputs, outputs, height, width, Tile: 4, Piecewise: piecewise);
        Assert.InRange(plan.GroupsOf(samples * plan.TilesPerSample), 2, samples * plan.TilesPerSample);
        Declaration declaration = Declaration.Parse($"""
            [CnnModel({inputs}, {height}, {width})] [Conv({inputs}, 1), Conv({outputs}, 3, padding: 1), MeanSquaredError] public partial class Net;
            """);
        Assert.Empty(declaration.Problems);
        string gradient = "gradient of weights and bias, by Winograd F(4x4, 3x3)" + (piecewise ? " piece by piece" : "");
        Assert.Contains(gradient, declaration.Sources["Net.Trainer.g.cs"], StringComparison.Ordinal);
        new Comparison(declaration, "Net", seed: 2) { Samples = samples }.Run();
    }

    /// <summary>A block of tiles is no larger than what the second-level cache holds with the filters, unless few tiles would have to read all of these.</summary>
    [Theory]
    [InlineData(64, 2048, 53)]
    [InlineData(64, 1024, 112)]
    [InlineData(32, 1024, 69)]
    [InlineData(128, 2048, 56)]
    [InlineData(16, 256, 112)]
    public void Blocks_FitTheCache(int channels, int kilobytes, int tiles)
    {
        WinogradPlan plan = new(channels, channels, Height: 56, Width: 56, Tile: 4);
        Assert.Equal(tiles, plan.BlockIn(kilobytes * 192));
        Assert.InRange(plan.BlockIn(0), tiles, plan.Block);
        Assert.Equal(128, (plan with { Piecewise = true }).BlockIn(kilobytes * 256));
    }
}
