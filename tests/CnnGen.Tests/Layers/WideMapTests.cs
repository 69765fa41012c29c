using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>Maps of 512 channels, or 505, whose pixels lie a vector further apart than their lanes are long.</summary>
public sealed class WideMapTests
{
    [Theory]
    [InlineData("Conv(505, 1), BatchNorm, ReLU, Conv(3, 3, padding: 1)")]
    [InlineData("Conv(512, 1), MaxPool(2), Conv(512, 1, stride: 2)")]
    [InlineData("Conv(505, 1), AvgPool(3, stride: 1), Sigmoid")]
    [InlineData("Conv(505, 1), LayerNorm, Upsample(2), Crop(1)")]
    [InlineData("Conv(505, 1), GroupNorm(5), Tanh, GlobalAvgPool")]
    [InlineData("Conv(505, 1), LocalResponseNorm(5, alpha: 2), Linear(3)")]
    [InlineData("Conv(512, 1), Conv(512, 3, groups: 512), SiLU, ConvTranspose(2, 2, stride: 2)")]
    [InlineData("Conv(505, 1), ChannelDropout(0.3), BedOfNails(2), Pad(1), GlobalMaxPool")]
    public void Chain_AgreesWithTheOracle(string layers) => Comparison.OfLayers(layers, channels: 2, height: 5, width: 4).Run();

    [Fact]
    public void Slices_AgreeWithTheOracle()
    {
        Declaration declaration = Declaration.Parse("""
            [CnnModel(2, 4, 5)]
            public partial class Net
            {
                [Conv(256, 1), ReLU] public static partial Stage First { get; }
                [From(Stage.Input), Conv(256, 3, padding: 1), BatchNorm, ReLU] public static partial Stage Second { get; }
                [Concat(nameof(First), nameof(Second)), Conv(7, 1), MeanSquaredError] public static partial Stage Scores { get; }
            }
            """);
        Assert.Empty(declaration.Problems);
        new Comparison(declaration, "Net", seed: 1).Run();
    }
}
