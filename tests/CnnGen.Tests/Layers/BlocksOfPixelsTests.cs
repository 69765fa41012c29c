using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>Strided convolutions by minimal filtering of blocks of pixels, against the oracle.</summary>
public sealed class BlocksOfPixelsTests
{
    /// <summary>Strides whose blocks of pixels are filtered: taps that blocks lack, paddings that begin within a block, rows and columns that blocks do not divide.</summary>
    [Theory]
    [InlineData(3, "Conv(32, 7, stride: 2, padding: 3), ReLU")]
    [InlineData(3, "Conv(24, 7, stride: 2), BatchNorm, ReLU")]
    [InlineData(3, "Conv(64, 11, stride: 4, padding: 2), Tanh")]
    [InlineData(2, "Conv(48, 9, stride: 3, padding: 4), LeakyReLU(0.1)")]
    [InlineData(5, "Conv(16, 8, stride: 2, padding: 4), ReLU, MaxPool(3, stride: 2)")]
    [InlineData(20, "Conv(17, 5, stride: 2, padding: 2)")]
    [InlineData(40, "Conv(64, 3, stride: 2, padding: 1), ReLU")]
    [InlineData(20, "Conv(20, 3), ReLU, Conv(24, 6, stride: 2, padding: 1), BatchNorm")]
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

    /// <summary>Strides over maps of so many channels that blocks of pixels are read and written where they lie, with even and odd sides, paddings of all kinds.</summary>
    [Theory]
    [InlineData(32, 32, 24, "Conv(64, 3, stride: 2, padding: 1), ReLU", false)]
    [InlineData(32, 65, 63, "Conv(64, 3, stride: 2), BatchNorm, ReLU", false)]
    [InlineData(32, 63, 58, "Conv(56, 4, stride: 2, padding: 1), LeakyReLU(0.1)", true)]
    [InlineData(48, 61, 62, "Conv(64, 3, stride: 2, padding: 2), Tanh", true)]
    [InlineData(32, 55, 40, "Conv(64, 5, stride: 2, padding: 2), BatchNorm", true)]
    [InlineData(32, 46, 45, "Conv(64, 6, stride: 3, padding: 1), ReLU, MaxPool(2)", true)]
    [InlineData(32, 32, 32, "Conv(32, 3, stride: 2, padding: 1), ReLU, Conv(64, 3, stride: 2, padding: 1)", false)]
    public void Phases_AgreeWithTheOracle(int inputs, int height, int width, string chain, bool gradientOfWeights)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel({inputs}, {height}, {width})] [{chain}, MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        string code = declaration.Sources["Net.Trainer.g.cs"];
        string gradient = chain.Contains("BatchNorm", StringComparison.Ordinal) ? "gradient of the weights" : "gradient of weights and bias";
        string[] steps = ["convolution", "gradient of the input", .. gradientOfWeights ? [gradient] : Array.Empty<string>()];
        Assert.All(steps, step => Assert.Contains(code.Split('\n'), line => line.Contains(step, StringComparison.Ordinal) && line.Contains("phases", StringComparison.Ordinal)));
        new Comparison(declaration, "Net", seed: 4) { Samples = 3 }.Run();
    }
}
