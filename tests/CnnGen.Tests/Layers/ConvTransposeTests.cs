using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

public sealed class ConvTransposeTests
{
    /// <summary>Every small stride, padding, output padding and dilation whose output has a pixel, with channels and groups in turn.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Sweep_AgreesWithTheOracle(int kernel)
    {
        const int Height = 3, Width = 4;
        (int Channels, int Groups)[] outputs = [(5, 1), (12, 2), (4, 4), (17, 1), (32, 2)];
        List<string> layers = [];
        foreach (int stride in (int[])[1, 2, 3, 4])
        {
            foreach (int dilation in (int[])[1, 2, 3])
            {
                foreach (int padding in (int[])[0, 1, 2])
                {
                    // The three kinds of output padding: none, within the stride, and beyond it where the dilation allows that.
                    foreach (int outputPadding in new[] { 0, stride - 1, dilation - 1 }.Distinct())
                    {
                        int least = ((Height - 1) * stride) - (2 * padding) + (dilation * (kernel - 1)) + outputPadding + 1;
                        if (least < 1)
                            continue;
                        (int channels, int groups) = outputs[layers.Count % outputs.Length];
                        layers.Add($"ConvTranspose({channels}, {kernel}, {stride}, {padding}, {outputPadding}, {dilation}, {groups}, bias: {(layers.Count % 3 > 0 ? "true" : "false")})");
                    }
                }
            }
        }

        Declaration declaration = Declaration.Parse(string.Join("\n", layers.Select((layer, i) =>
            $"[CnnModel(4, {Height}, {Width})] [{layer}, MeanSquaredError] public partial class Net{i};")));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < layers.Count; i++)
            new Comparison(declaration, $"Net{i}", seed: i) { Integers = true }.Run();
    }

    [Fact]
    public void Gradients_OnWholeNumbers_AreExact()
    {
        // Losses over 2^n elements, so that the gradient of the scores is a dyadic number too.
        string[] layers =
        [
            "ConvTranspose(8, 3, padding: 1)", "ConvTranspose(16, 2, stride: 2)", "ConvTranspose(8, 4, stride: 2, padding: 1)",
            "ConvTranspose(4, 3, stride: 2, padding: 1, outputPadding: 1)", "ConvTranspose(32, 3, padding: 1, groups: 2)", "ConvTranspose(4, 4, stride: 4, groups: 4)",
            "ConvTranspose(8, 3, padding: 2, dilation: 2)", "ConvTranspose(64, 5, stride: 2, padding: 2, outputPadding: 1, bias: false)", "ConvTranspose(8, 2, stride: 4, outputPadding: 2)",
        ];
        Declaration declaration = Declaration.Parse(string.Join("\n", layers.Select((layer, i) =>
            $"[CnnModel(4, 8, 16)] [{layer}, MeanSquaredError] public partial class Net{i};")));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < layers.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i) { Integers = true, ExactGradients = true, Samples = 4 }.Run();
    }

    [Fact]
    public void Chains_FoldNormsAndActivations()
    {
        string[] chains =
        [
            "ConvTranspose(20, 4, stride: 2, padding: 1), BatchNorm, ReLU, ConvTranspose(3, 3, stride: 3), LeakyReLU(0.2), MeanSquaredError",
            "Conv(17, 3), ReLU, ConvTranspose(12, 3, groups: 1, bias: false), BatchNorm, MaxPool(2), ConvTranspose(6, 2, stride: 2, groups: 3), BatchNorm, ReLU, MeanSquaredError",
            "GlobalAvgPool, ConvTranspose(9, 4, stride: 1), ReLU, ConvTranspose(1, 4, stride: 2, padding: 1), MeanSquaredError",
        ];
        Declaration declaration = Declaration.Parse(string.Join("\n", chains.Select((chain, i) => $"[CnnModel(5, 6, 7)] [{chain}] public partial class Net{i};")));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < chains.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i).Run();
    }

    /// <summary>A linear ramp stays linear under bilinear upsampling, away from the edges, where the filter meets zeros.</summary>
    [Theory]
    [InlineData(2, 4, 1, 1)]
    [InlineData(2, 4, 1, 3)]
    [InlineData(3, 5, 1, 1)]
    [InlineData(4, 8, 2, 3)]
    public void BilinearInit_UpsamplesEachChannelToItself(int stride, int kernel, int padding, int groups)
    {
        const int Channels = 3, Size = 6;
        Declaration declaration = Declaration.Parse(
            $"[CnnModel({Channels}, {Size}, {Size})] [ConvTranspose({Channels}, {kernel}, stride: {stride}, padding: {padding}, groups: {groups}, Init = Init.Bilinear), MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        float[] ramp = [.. Enumerable.Range(0, Channels * Size * Size).Select(i => Ramp(i / (Size * Size), i / Size % Size, i % Size))];
        using Predictor predictor = declaration.Create("Net").CreatePredictor(1);
        float[] upsampled = predictor.Run(ramp).ToArray();
        int size = Size * stride;
        for (int i = 0; i < upsampled.Length; i++)
        {
            int channel = i / (size * size), row = i / size % size, column = i % size;
            if (Math.Min(row, column) < stride || Math.Max(row, column) >= size - stride)
                continue;
            Assert.Equal(Ramp(channel, Source(row), Source(column)), upsampled[i], tolerance: 1e-4);
        }

        static float Ramp(int channel, double row, double column) => (float)((10 * channel) + row + (3 * column));
        double Source(int pixel) => ((pixel + 0.5) / stride) - 0.5;
    }
}
