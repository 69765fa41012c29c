extern alias Compiler;

using CnnGen.Tests.Harness;
using FilterBank = Compiler::CnnGen.Kernels.FilterBank;

namespace CnnGen.Tests.Layers;

/// <summary>Convolutions in groups of 2, 4 or 8 channels, several of which share a vector, and groups of other widths, whose inputs are expanded.</summary>
public sealed class NarrowGroupTests
{
    [Theory]
    [InlineData("Conv(6, 3, padding: 1, groups: 3)", 6, 7, 6)]
    [InlineData("Conv(8, 3, padding: 1, groups: 2), ReLU", 8, 9, 8)]
    [InlineData("Conv(12, 3, padding: 1, groups: 3)", 12, 7, 17)]
    [InlineData("Conv(24, 3, padding: 1, groups: 3)", 24, 7, 15)]
    [InlineData("Conv(34, 2, groups: 17, bias: false), BatchNorm, LeakyReLU(0.1)", 34, 6, 5)]
    [InlineData("Conv(36, 3, stride: 2, padding: 1, groups: 9), Tanh", 36, 9, 8)]
    [InlineData("Conv(40, 3, stride: 2, padding: 1, groups: 5)", 40, 8, 9)]
    [InlineData("Conv(20, 3, padding: 2, dilation: 2, groups: 5)", 20, 5, 7)]
    [InlineData("Conv(24, 3, stride: 3, padding: 3, dilation: 2, groups: 3)", 24, 8, 7)]
    [InlineData("Conv(32, 3, padding: 1, groups: 16), BatchNorm, ReLU, MaxPool(2)", 32, 8, 6)]
    [InlineData("Conv(16, 1, groups: 4)", 16, 3, 3)]
    [InlineData("Conv(48, 1, stride: 2, groups: 6)", 48, 1, 1)]
    [InlineData("Conv(10, 7, padding: 3, groups: 5)", 10, 4, 5)]
    [InlineData("Conv(28, 15, padding: 7, groups: 14)", 28, 4, 3)]
    [InlineData("Conv(17, 3, stride: 4, groups: 17), Conv(17, 1)", 17, 9, 9)]
    [InlineData("Conv(24, 3, padding: 1, groups: 2)", 12, 5, 6)]
    [InlineData("Conv(12, 3, padding: 1, groups: 4)", 12, 5, 6)]
    [InlineData("Conv(96, 3, padding: 1, groups: 32), ReLU", 96, 9, 7)]
    [InlineData("Conv(40, 3, stride: 2, padding: 1, groups: 8)", 40, 8, 9)]
    [InlineData("Conv(48, 3, padding: 2, dilation: 2, groups: 24), BatchNorm, ReLU", 24, 6, 7)]
    [InlineData("Conv(51, 3, padding: 1, groups: 17)", 17, 5, 8)]
    [InlineData("Conv(16, 3, padding: 1, groups: 16)", 64, 6, 6)]
    [InlineData("Conv(32, 5, stride: 3, padding: 2, groups: 8), LeakyReLU(0.1)", 64, 11, 8)]
    [InlineData("Conv(33, 2, stride: 4, groups: 11), MaxPool(2)", 33, 17, 9)]
    [InlineData("Conv(30, 3, padding: 1, groups: 5, bias: false), BatchNorm, ReLU, MaxPool(2)", 30, 8, 8)]
    [InlineData("Conv(21, 3, groups: 7)", 21, 3, 3)]
    [InlineData("Conv(45, 3, padding: 1, groups: 15), BatchNorm, ReLU", 45, 31, 29)]
    [InlineData("Conv(34, 5, stride: 2, padding: 2, groups: 17)", 17, 43, 67)]
    [InlineData("Conv(12, 4, padding: 5, dilation: 3, groups: 12)", 36, 25, 22)]
    [InlineData("ConvTranspose(27, 4, stride: 2, padding: 1, groups: 9)", 27, 30, 28)]
    [InlineData("ConvTranspose(36, 3, stride: 2, padding: 1, groups: 12)", 36, 4, 5)]
    [InlineData("ConvTranspose(48, 2, stride: 3, groups: 24), ReLU", 24, 3, 4)]
    [InlineData("ConvTranspose(20, 3, stride: 2, padding: 1, groups: 5)", 20, 4, 5)]
    [InlineData("ConvTranspose(24, 4, stride: 2, padding: 1, groups: 3, bias: false), BatchNorm, ReLU", 24, 3, 4)]
    [InlineData("ConvTranspose(18, 2, stride: 3, outputPadding: 1, dilation: 2, groups: 9)", 18, 4, 3)]
    public void Layer_AgreesWithTheOracle(string layers, int channels, int height, int width) =>
        Comparison.OfLayers(layers, channels, height, width).Run();

    [Theory]
    [InlineData("Conv(16, 3, padding: 1, groups: 8)")]
    [InlineData("Conv(16, 3, padding: 1, groups: 4)")]
    [InlineData("Conv(16, 3, padding: 1, groups: 2)")]
    [InlineData("Conv(16, 3, stride: 2, padding: 1, groups: 4)")]
    [InlineData("Conv(16, 5, padding: 4, dilation: 2, groups: 2)")]
    [InlineData("Conv(16, 4, stride: 4, groups: 8)")]
    [InlineData("Conv(16, 1, groups: 4)")]
    [InlineData("Conv(32, 3, padding: 1, groups: 16)")]
    [InlineData("Conv(8, 3, stride: 2, padding: 1, groups: 4)")]
    [InlineData("ConvTranspose(16, 2, stride: 2, groups: 4)")]
    [InlineData("ConvTranspose(32, 4, stride: 2, padding: 1, groups: 16)")]
    public void Layer_OnWholeNumbers_IsExact(string layer)
    {
        // A loss over 2^n elements, so that the gradient of the scores is a dyadic number too.
        Declaration declaration = Declaration.Parse($"[CnnModel(16, 8, 16)] [{layer}, MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        new Comparison(declaration, "Net", seed: 3) { Integers = true, ExactGradients = true, Samples = 4 }.Run();
    }

    [Fact]
    public void SlicesAndSums_AgreeWithTheOracle()
    {
        Declaration declaration = Declaration.Parse("""
            [CnnModel(3, 10, 9)]
            public partial class Net
            {
                [Conv(8, 1)] public static partial Stage Left { get; }
                [From(Stage.Input), Conv(16, 1)] public static partial Stage Right { get; }
                [Concat(nameof(Left), nameof(Right)), Conv(24, 3, padding: 1, groups: 3), ReLU] public static partial Stage Deep { get; }
                [From(nameof(Left)), Conv(8, 3, stride: 2, padding: 1, groups: 4), ReLU, GlobalAvgPool] public static partial Stage Narrow { get; }
                [From(nameof(Right)), Conv(16, 3, padding: 1, groups: 4), Add(nameof(Right)), GlobalAvgPool] public static partial Stage Sum { get; }
                [From(nameof(Deep)), Conv(24, 3, stride: 2, padding: 1, groups: 12), GlobalAvgPool] public static partial Stage Wide { get; }
                [Concat(nameof(Narrow), nameof(Sum), nameof(Wide)), Linear(4), MeanSquaredError] public static partial Stage Whole { get; }
            }
            """);
        Assert.Empty(declaration.Problems);
        new Comparison(declaration, "Net", seed: 2).Run();
    }

    [Theory]
    [InlineData(24, "depthwise")]
    [InlineData(6, "grouped")]
    [InlineData(8, "expanded")]
    [InlineData(2, "direct")]
    public void Summary_TellsTheKernel(int groups, string kernel)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel(24, 5, 6)] [Conv(24, 3, groups: {groups}), MeanSquaredError] public partial class Net;");
        Assert.Contains($"{groups} groups, bias  {kernel}  24x3x4", declaration.Sources["Net.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>An output has a product for each input of its own group: none by zeros.</summary>
    [Theory]
    [InlineData(128, 64)]
    [InlineData(128, 32)]
    [InlineData(24, 3)]
    public void Filters_TakeNoMoreThanTheParameter(int channels, int groups)
    {
        FilterBank bank = new(channels, channels, Taps: 9, groups);
        Assert.False(bank.NeedsPacking);
        Assert.Equal((bank.Size, bank.Size, bank.Size), (bank.ForwardSize, bank.BackwardSize, bank.GradientSize));
    }
}
