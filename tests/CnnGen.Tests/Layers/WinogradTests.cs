using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>Minimal filtering against the oracle: shapes that tiles do not divide, all paddings, few and many channels, pooling taken in.</summary>
public sealed class WinogradTests
{
    private static readonly string[] Chains =
    [
        "Conv(16, 3, padding: 1)", "Conv(24, 3)", "Conv(17, 3, padding: 2)", "Conv(64, 3, padding: 1, bias: false), ReLU", "Conv(70, 3, padding: 1), LeakyReLU(0.2)",
        "Conv(16, 3, padding: 1), Sigmoid", "Conv(8, 3, padding: 1), Tanh", "Conv(20, 3, padding: 1), BatchNorm, ReLU", "Conv(33, 3, padding: 3)",
        "Conv(20, 3, padding: 1), ReLU, MaxPool(2)", "Conv(33, 3), MaxPool(2)", "Conv(16, 3, padding: 1), BatchNorm, ReLU, MaxPool(2)", "Conv(16, 3, padding: 1), Sigmoid, MaxPool(2)",
        "Conv(32, 3, padding: 1), Conv(64, 3, padding: 1), Conv(16, 3, padding: 1)",
        "Conv(24, 4)", "Conv(17, 4, padding: 3)", "Conv(33, 4, padding: 1), BatchNorm, ReLU", "Conv(20, 4, padding: 2), ReLU, MaxPool(2)", "Conv(64, 4, padding: 2, bias: false), LeakyReLU(0.2)",
        "Conv(24, 5, padding: 1)", "Conv(17, 5, padding: 4)", "Conv(33, 5, padding: 2), BatchNorm, ReLU", "Conv(20, 5, padding: 2), ReLU, MaxPool(2)", "Conv(80, 5, padding: 2, bias: false), LeakyReLU(0.2)",
    ];

    [Theory]
    [InlineData(Accuracy.Fast, 9, 11)]
    [InlineData(Accuracy.Fast, 16, 8)]
    [InlineData(Accuracy.Fast, 4, 30)]
    [InlineData(Accuracy.Balanced, 9, 11)]
    [InlineData(Accuracy.Balanced, 6, 17)]
    public void Convolutions_AgreeWithTheOracle(Accuracy accuracy, int height, int width)
    {
        Declaration declaration = Declaration.Parse(string.Join("\n", Chains.Select((chain, i) =>
            $"[CnnModel(48, {height}, {width}, Accuracy = Accuracy.{accuracy})] [{chain}, MeanSquaredError] public partial class Net{i};")));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < Chains.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i) { Samples = 5 }.Run();
    }

    [Fact]
    public void Accuracy_DecidesOnTheKernel()
    {
        (string Summary, string Code) Compile(string accuracy, int kernel = 3)
        {
            IReadOnlyDictionary<string, string> sources = Declaration.Parse(
                $"[CnnModel(64, 32, 32{accuracy})] [Conv(64, {kernel}, padding: 1), MeanSquaredError] public partial class Net;").Sources;
            return (sources["Net.g.cs"], sources["Net.Predictor.g.cs"]);
        }

        (string summary, string code) = Compile("");
        Assert.Contains("F(4x4, 3x3)", code, StringComparison.Ordinal);
        Assert.Contains("padding 1, bias  Winograd 4x4  64x32x32", summary, StringComparison.Ordinal);
        (summary, code) = Compile(", Accuracy = Accuracy.Balanced");
        Assert.Contains("F(2x2, 3x3)", code, StringComparison.Ordinal);
        Assert.Contains("padding 1, bias  Winograd 2x2  64x32x32", summary, StringComparison.Ordinal);
        (summary, code) = Compile(", Accuracy = Accuracy.Direct");
        Assert.DoesNotContain("Winograd", code, StringComparison.Ordinal);
        Assert.Contains("padding 1, bias  direct  64x32x32", summary, StringComparison.Ordinal);
        (summary, code) = Compile("", kernel: 4);
        Assert.Contains("F(3x3, 4x4)", code, StringComparison.Ordinal);
        Assert.Contains("padding 1, bias  Winograd 3x3  64x31x31", summary, StringComparison.Ordinal);
        (_, code) = Compile("", kernel: 5);
        Assert.Contains("F(2x2, 5x5)", code, StringComparison.Ordinal);
        foreach (int kernel in new[] { 4, 5 })
            Assert.DoesNotContain("Winograd", Compile(", Accuracy = Accuracy.Balanced", kernel).Code, StringComparison.Ordinal);
    }

    /// <summary>A sample's scores do not depend on the batch that it stands in, nor on how tiles are cut into blocks.</summary>
    [Fact]
    public void Scores_DoNotDependOnTheBatch()
    {
        const int Samples = 9, Size = 16 * 6 * 6;
        Model model = Declaration.Parse("[CnnModel(16, 6, 6)] [Conv(16, 3, padding: 1), ReLU, Conv(32, 3, padding: 1), GlobalAvgPool] public partial class Net;").Create("Net");
        Random random = new(3);
        float[] images = [.. Enumerable.Range(0, Samples * Size).Select(_ => random.NextSingle())];
        using Predictor together = model.CreatePredictor(Samples), alone = model.CreatePredictor(1);
        float[] all = together.Run(images).ToArray();
        for (int sample = 0; sample < Samples; sample++)
            Assert.Equal(all.AsSpan(sample * 32, 32), alone.Run(images.AsSpan(sample * Size, Size)));
    }
}
