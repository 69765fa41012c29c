extern alias Library;

using CnnGen.Tests.Harness;
using Library::CnnGen.Kernels;

namespace CnnGen.Tests.Layers;

/// <summary>Filters too large for a core's cache, which are packed in panels of one pass of tiles.</summary>
public sealed class LargeFilterTests
{
    [Theory]
    [InlineData("Linear(509), ReLU", 6, 7, 7)]
    [InlineData("Conv(450, 1)", 310, 2, 3)]
    [InlineData("Conv(130, 3, stride: 2, padding: 1), LeakyReLU(0.1)", 130, 4, 4)]
    [InlineData("Conv(320, 3, padding: 1, groups: 2)", 192, 3, 3)]
    [InlineData("ConvTranspose(130, 3, stride: 2, padding: 1)", 130, 3, 2)]
    [InlineData("ConvTranspose(320, 3, padding: 1, groups: 2)", 192, 3, 3)]
    [InlineData("ConvTranspose(70, 17, stride: 8)", 30, 3, 2)]
    [InlineData("ConvTranspose(60, 7, stride: 8, outputPadding: 1), ReLU", 70, 2, 3)]
    public void Layer_AgreesWithTheOracle(string layers, int channels, int height, int width) =>
        Comparison.OfLayers(layers, channels, height, width, "Accuracy.Direct").Run();

    [Fact]
    public void Panels_CoverEveryLaneOnce()
    {
        FilterBank bank = new(Inputs: 310, Outputs: 450, Taps: 1);
        FilterPanel[] panels = bank.ForwardPanels;
        Assert.True(panels.Length > 1);
        Assert.Equal(Enumerable.Range(0, bank.Lanes), panels.SelectMany(panel => Enumerable.Range(panel.FirstLane, panel.Lanes)));
        Assert.All(panels, panel => Assert.Equal((0, 310), (panel.FirstInput, panel.Inputs)));
    }
}
