using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>On small whole numbers sums leave no remainder, so generated code and oracle must agree to the last bit.</summary>
public sealed class ExactArithmeticTests
{
    [Theory]
    [InlineData(Accuracy.Balanced)]
    [InlineData(Accuracy.Direct)]
    public void Convolutions_OnWholeNumbers_AreExact(Accuracy accuracy)
    {
        (int Kernel, int Stride, int Padding, int Dilation, int Groups, int Channels)[] cases =
        [
            (1, 1, 0, 1, 1, 5), (3, 1, 1, 1, 1, 33), (3, 2, 1, 1, 1, 16), (5, 1, 2, 1, 1, 48), (2, 3, 0, 1, 1, 17), (3, 1, 2, 2, 1, 16),
            (3, 1, 1, 1, 2, 32), (3, 2, 1, 1, 4, 8), (4, 2, 1, 1, 1, 70), (3, 5, 1, 1, 1, 20), (7, 1, 0, 1, 1, 9), (1, 2, 0, 1, 2, 64),
        ];
        string code = string.Join("\n", cases.Select((c, i) =>
            $"[CnnModel(4, 7, 15, Accuracy = Accuracy.{accuracy})] [Conv({c.Channels}, {c.Kernel}, stride: {c.Stride}, padding: {c.Padding}, dilation: {c.Dilation}, groups: {c.Groups}), MeanSquaredError] public partial class Net{i};"));
        Declaration declaration = Declaration.Parse(code);
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < cases.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i) { Integers = true }.Run();
    }

    [Theory]
    [InlineData(Accuracy.Balanced)]
    [InlineData(Accuracy.Direct)]
    public void Gradients_OnWholeNumbers_AreExact(Accuracy accuracy)
    {
        // Losses over 2^n elements, so that the gradient of the scores is a dyadic number too.
        string[] layers =
        [
            "Conv(8, 3, padding: 1)", "Conv(16, 1)", "Conv(32, 3, padding: 1, groups: 2)", "Conv(4, 3, padding: 1, groups: 4)", "Conv(64, 5, padding: 2)",
            "Conv(8, 3, stride: 2, padding: 1)", "Conv(16, 2, stride: 2)", "Conv(8, 3, padding: 2, dilation: 2)", "Conv(8, 4, stride: 4)", "Linear(16)", "Linear(64)",
        ];
        Declaration declaration = Declaration.Parse(string.Join("\n", layers.Select((layer, i) =>
            $"[CnnModel(4, 8, 16, Accuracy = Accuracy.{accuracy})] [{layer}, MeanSquaredError] public partial class Net{i};")));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < layers.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i) { Integers = true, ExactGradients = true, Samples = 4 }.Run();
    }

    [Fact]
    public void WideMaps_OnWholeNumbers_AreExact()
    {
        const string Code = """
            [CnnModel(3, 5, 47, Accuracy = Accuracy.Balanced)] [Conv(64, 3, padding: 1), ReLU, Conv(32, 3, padding: 1), MeanSquaredError] public partial class Wide;
            [CnnModel(16, 1, 1)] [Linear(100), ReLU, Linear(3), MeanSquaredError] public partial class Flat;
            [CnnModel(20, 3, 4)] [Linear(130), MeanSquaredError] public partial class Flattened;
            """;
        Declaration declaration = Declaration.Parse(Code);
        foreach (string name in new[] { "Wide", "Flat", "Flattened" })
            new Comparison(declaration, name, seed: 7) { Integers = true, Samples = 5 }.Run();
    }

    /// <summary>ReLU makes equals of what was below 0, and the first of equals wins, also where pooling is fused with the layers before it.</summary>
    [Fact]
    public void Unpooling_BehindReLU_GoesToTheFirstOfEquals()
    {
        string[] encoders =
        [
            "ReLU, MaxPool(2)", "ReLU, MaxPool(3, stride: 2, padding: 1)", "ReLU, MaxPool(2, ceilMode: true)",
            "Conv(20, 3, padding: 1), ReLU, MaxPool(2)", "Conv(20, 3, padding: 1), BatchNorm, ReLU, MaxPool(2)", "BatchNorm, ReLU, MaxPool(4)",
            "LeakyReLU(0.25), MaxPool(2)",
        ];
        Declaration declaration = Declaration.Parse(string.Join("\n", encoders.Select((encoder, i) => $$"""
            [CnnModel(20, 8, 8)]
            public partial class Net{{i}}
            {
                [{{encoder}}] public static partial Stage Down { get; }
                [Conv(20, 1), MaxUnpool(nameof(Down)), Conv(3, 3), MeanSquaredError] public static partial Stage Up { get; }
            }
            """)));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < encoders.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i).Run();
    }
}
