using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>Convolutions of each channel by itself, whose kernels read and write the parameter as it lies.</summary>
public sealed class DepthwiseTests
{
    [Theory]
    [InlineData("Conv(5, 3, padding: 1, groups: 5)", 5, 7, 6)]
    [InlineData("Conv(16, 3, stride: 2, padding: 1, groups: 16), ReLU", 16, 9, 8)]
    [InlineData("Conv(35, 5, padding: 2, groups: 35, bias: false), BatchNorm, LeakyReLU(0.1)", 35, 6, 17)]
    [InlineData("Conv(24, 3, padding: 2, dilation: 2, groups: 24), ReLU, MaxPool(2)", 24, 8, 8)]
    [InlineData("Conv(40, 1, groups: 40)", 40, 3, 3)]
    [InlineData("Conv(17, 3, stride: 4, groups: 17)", 17, 9, 9)]
    [InlineData("Conv(33, 15, padding: 7, groups: 33)", 33, 4, 5)]
    [InlineData("ConvTranspose(20, 3, stride: 2, padding: 1, groups: 20)", 20, 4, 5)]
    [InlineData("ConvTranspose(21, 4, stride: 2, padding: 1, groups: 21, Init = Init.Bilinear)", 21, 3, 4)]
    public void Layer_AgreesWithTheOracle(string layers, int channels, int height, int width) =>
        Comparison.OfLayers(layers, channels, height, width).Run();

    [Fact]
    public void SeparableBlocksAndSlices_AgreeWithTheOracle()
    {
        Declaration declaration = Declaration.Parse("""
            [CnnModel(3, 10, 9)]
            public partial class Net
            {
                [Conv(8, 1)] public static partial Stage Left { get; }
                [From(Stage.Input), Conv(16, 1)] public static partial Stage Right { get; }
                [Concat(nameof(Left), nameof(Right)), Conv(24, 3, padding: 1, groups: 24), Conv(12, 1), ReLU] public static partial Stage Deep { get; }
                [From(nameof(Left)), Conv(8, 3, stride: 2, padding: 1, groups: 8), ReLU, GlobalAvgPool] public static partial Stage Narrow { get; }
                [From(nameof(Deep)), Conv(12, 3, stride: 2, padding: 1, groups: 12), GlobalAvgPool] public static partial Stage Wide { get; }
                [Concat(nameof(Narrow), nameof(Wide)), Linear(4), MeanSquaredError] public static partial Stage Whole { get; }
            }
            """);
        Assert.Empty(declaration.Problems);
        new Comparison(declaration, "Net", seed: 2).Run();
    }
}
