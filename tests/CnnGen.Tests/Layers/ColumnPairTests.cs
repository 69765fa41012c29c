extern alias Library;

using CnnGen.Tests.Harness;
using Library::CnnGen.Kernels;
using Library::CnnGen.Kernels.Simd;

namespace CnnGen.Tests.Layers;

/// <summary>Convolutions whose outputs, or whose inputs' gradients, take half a vector: two columns of them are computed as one.</summary>
public sealed class ColumnPairTests
{
    [Theory]
    [InlineData("Conv(6, 5, padding: 2), ReLU, MaxPool(2), Conv(16, 5)", 28, 28)]
    [InlineData("Conv(8, 3), BatchNorm, ReLU, Conv(3, 2, padding: 1)", 8, 16)]
    [InlineData("Conv(7, 3, stride: 2, padding: 1), LeakyReLU(0.1), Conv(20, 3, padding: 1)", 13, 15)]
    [InlineData("Conv(5, 3, dilation: 2, padding: 2), Conv(8, 4, stride: 3), Tanh", 9, 14)]
    [InlineData("Conv(8, 3, padding: 1, bias: false), Conv(4, 7, padding: 3)", 6, 12)]
    [InlineData("Conv(16, 1), ConvTranspose(6, 3, padding: 1), ConvTranspose(8, 4, stride: 2, padding: 1)", 5, 6)]
    [InlineData("Conv(4, 5, padding: 4), MaxPool(2), Conv(2, 3)", 3, 4)]
    [InlineData("Conv(8, 3, padding: 1), Conv(8, 3, padding: 1), GlobalAvgPool", 1, 6)]
    public void Layers_AgreeWithTheOracle(string layers, int height, int width) =>
        Comparison.OfLayers(layers, channels: 3, height, width, "Accuracy.Direct").Run();

    [Theory]
    [InlineData("Conv(8, 5, padding: 2)")]
    [InlineData("Conv(8, 3, stride: 2, padding: 1)")]
    [InlineData("Conv(4, 3, padding: 2, dilation: 2)")]
    [InlineData("Conv(8, 3, padding: 1, groups: 2)")]
    public void Layer_OnWholeNumbers_IsExact(string layer)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel(4, 8, 16, Accuracy = Accuracy.Direct)] [{layer}, MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        new Comparison(declaration, "Net", seed: 3) { Integers = true, ExactGradients = true, Samples = 4 }.Run();
    }

    [Fact]
    public void Shortcut_IsAddedToPairs()
    {
        Declaration declaration = Declaration.Parse("""
            [CnnModel(3, 10, 12, Accuracy = Accuracy.Direct)]
            public partial class Net
            {
                [Conv(8, 3, padding: 1)] public static partial Stage Stem { get; }
                [Conv(8, 3, padding: 1)] public static partial Stage Branch { get; }
                [Add(nameof(Stem)), ReLU, Conv(6, 3), MeanSquaredError] public static partial Stage Whole { get; }
            }
            """);
        Assert.Empty(declaration.Problems);
        new Comparison(declaration, "Net", seed: 2).Run();
    }

    /// <summary>The sums of a pair are those of its columns: a column more, which leaves an odd one, changes no bit of the others.</summary>
    [Theory]
    [InlineData(5, 1)]
    [InlineData(3, 2)]
    public void Sums_AreThoseOfSingleColumns(int kernel, int stride)
    {
        const int Pairs = 7, Height = 9, Inputs = 3, Outputs = 6;
        int even = kernel + (((2 * Pairs) - 1) * stride), odd = even + stride;
        Random random = new(1);
        float[] image = [.. Enumerable.Range(0, Inputs * Height * odd).Select(_ => random.NextSingle() - 0.5f)];
        float[] cropped = [.. Enumerable.Range(0, Inputs * Height * even).Select(i => image[(i / even * odd) + (i % even)])];
        float[] wide = Scores(odd, image), narrow = Scores(even, cropped);
        int columns = 2 * Pairs;
        for (int row = 0; row < narrow.Length / columns; row++)
            Assert.Equal(wide.AsSpan(row * (columns + 1), columns), narrow.AsSpan(row * columns, columns));

        float[] Scores(int width, float[] pixels)
        {
            Model model = Declaration.Parse($"[CnnModel({Inputs}, {Height}, {width}, Accuracy = Accuracy.Direct)] [Conv({Outputs}, {kernel}, stride: {stride}), MeanSquaredError] public partial class Net;").Create("Net", seed: 5);
            using Predictor predictor = model.CreatePredictor();
            return predictor.Run(pixels).ToArray();
        }
    }

    [Theory]
    [InlineData(5, 1, 1, 30)]
    [InlineData(3, 1, 1, 12)]
    [InlineData(7, 2, 1, 63)]
    [InlineData(3, 1, 2, 0)] // a column between: the taps of neighbours are all others
    [InlineData(3, 2, 2, 12)]
    [InlineData(1, 1, 1, 0)]
    [InlineData(2, 2, 1, 0)]
    public void Taps_AreThoseOfBothColumns(int kernel, int stride, int dilation, int expected)
    {
        Map input = new(3, 40, 41, 3), output = new(8, 10, 10, 8);
        Window window = new(kernel, stride, Dilation: dilation);
        FilterPanel[] panels = WindowTaps.Bank(input, output, window, groups: 1).ForwardPanels;
        Positions pixels = Positions.Of(output);
        int Pairs(int columns) => ColumnPairs.Of(columns, WindowTaps.Positions(input, window), pixels, pixels, WindowTaps.Of(input, window), panels)?.Taps.Count ?? 0;
        Assert.Equal(Width.Is512 ? expected : 0, Pairs(10));
        Assert.Equal(0, Pairs(9));
    }
}
