using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>Strided convolutions by minimal filtering of blocks of pixels, against the oracle.</summary>
public sealed class BlocksOfPixelsTests
{
    /// <summary>Strides whose blocks of pixels are filtered: taps that blocks lack, paddings that begin within a block, rows and columns that blocks do not divide.</summary>
    [Theory]
    [InlineData(3, "Conv(32, 7, stride: 2, padding: 3), ReLU")]
    [InlineData(3, "Conv(24, 7, stride: 2), BatchNorm, ReLU")]
    [InlineData(3, "Conv(64, 11, stride: 4, padding: 2, bias: false), Tanh")]
    [InlineData(2, "Conv(48, 9, stride: 3, padding: 4), LeakyReLU(0.1)")]
    [InlineData(5, "Conv(16, 8, stride: 2, padding: 4), ReLU, MaxPool(3, stride: 2)")]
    [InlineData(20, "Conv(17, 5, stride: 2, padding: 2)")]
    [InlineData(20, "Conv(16, 3), ReLU, Conv(24, 6, stride: 2, padding: 1), BatchNorm")]
    public void BlocksOfPixels_AgreeWithTheOracle(int inputs, string chain)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel({inputs}, 59, 51)] [{chain}, MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        Assert.Contains("pixels as one of", declaration.Sources["Net.Predictor.g.cs"], StringComparison.Ordinal);
        Assert.Contains(declaration.Sources["Net.Trainer.g.cs"].Split('\n'), IsGradientOfBlocks);
        new Comparison(declaration, "Net", seed: 4) { Samples = 3 }.Run();

        static bool IsGradientOfBlocks(string line) =>
            line.Contains("WinogradWeightGradient.Of", StringComparison.Ordinal) && line.Contains("depth: new", StringComparison.Ordinal);
    }
}
