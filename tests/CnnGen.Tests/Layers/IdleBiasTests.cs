using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>A bias that a norm takes away again has a gradient of zero, which needs no sums; every other bias has its own.</summary>
public sealed class IdleBiasTests
{
    private const string Zero = "Zero.Gradient(Gradient(Weights.Conv1Bias)";

    [Theory]
    [InlineData("Conv(8, 3), BatchNorm, ReLU", true)]
    [InlineData("Conv(20, 3, padding: 1), InstanceNorm, Tanh", true)]
    [InlineData("Conv(24, 3, stride: 2, padding: 1), BatchNorm, ReLU, MaxPool(2)", true)]
    [InlineData("Conv(64, 7, stride: 2, padding: 3), BatchNorm, ReLU", true)]
    [InlineData("Conv(8, 3), ReLU, BatchNorm", false)]
    [InlineData("Conv(8, 3), MaxPool(2), BatchNorm", false)]
    [InlineData("Conv(8, 3), GroupNorm(4)", false)]
    [InlineData("Conv(8, 3), LayerNorm", false)]
    public void Convolution_BeforeANorm(string layers, bool isIdle)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel(3, 14, 13)] [{layers}, MeanSquaredError] public partial class Net;");
        Assert.Equal(isIdle, declaration.Sources["Net.Trainer.g.cs"].Contains(Zero, StringComparison.Ordinal));
        new Comparison(declaration, "Net", seed: 4).Run();
    }

    [Theory]
    [InlineData("ConvTranspose(6, 4, stride: 2), BatchNorm, ReLU", "ConvTranspose1Bias")]
    [InlineData("Linear(20), BatchNorm, ReLU, Linear(3)", "Linear1Bias")]
    public void OtherLayers_BeforeANorm(string layers, string bias)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel(3, 7, 6)] [{layers}, MeanSquaredError] public partial class Net;");
        Assert.Contains($"Zero.Gradient(Gradient(Weights.{bias})", declaration.Sources["Net.Trainer.g.cs"], StringComparison.Ordinal);
        new Comparison(declaration, "Net", seed: 4).Run();
    }

    /// <summary>Another reader than a norm feels the bias.</summary>
    [Theory]
    [InlineData("BatchNorm", "BatchNorm", true)]
    [InlineData("BatchNorm", "MaxPool(3, 1, padding: 1)", false)]
    public void SeveralReaders_AllTakeItAway(string left, string right, bool isIdle) =>
        Check($"[{left}] public static partial Stage Left {{ get; }}\n[From(nameof(Stem)), {right}, Add(nameof(Left)), GlobalAvgPool, MeanSquaredError] public static partial Stage Whole {{ get; }}", isIdle);

    [Fact]
    public void MapThatANormAdds_FeelsIt() => Check(
        "[MaxPool(3, 1, padding: 1), BatchNorm, Add(nameof(Stem)), ReLU, GlobalAvgPool, MeanSquaredError] public static partial Stage Whole { get; }", isIdle: false);

    private static void Check(string stages, bool isIdle)
    {
        Declaration declaration = Declaration.Parse($$"""
            [CnnModel(3, 8, 9)]
            public partial class Net
            {
                [Conv(8, 3, padding: 1)] public static partial Stage Stem { get; }
                {{stages}}
            }
            """);
        Assert.Empty(declaration.Problems);
        Assert.Equal(isIdle, declaration.Sources["Net.Trainer.g.cs"].Contains("Zero.Gradient(Gradient(Weights.StemConvBias)", StringComparison.Ordinal));
        new Comparison(declaration, "Net", seed: 4).Run();
    }
}
