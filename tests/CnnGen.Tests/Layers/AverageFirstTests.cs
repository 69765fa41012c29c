using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>A 1x1 convolution before an average pooling is computed of the averages, where that is the same.</summary>
public sealed class AverageFirstTests
{
    [Theory]
    [InlineData("Conv(20, 1), AvgPool(2)", true)]
    [InlineData("Conv(20, 1, bias: false), AvgPool(3, stride: 2), ReLU", true)]
    [InlineData("Conv(18, 1, groups: 3), AvgPool(2, ceilMode: true)", true)]
    [InlineData("Conv(7, 1), GlobalAvgPool", true)]
    [InlineData("Conv(20, 1), AvgPool(3, stride: 2, padding: 1, countPadding: false)", true)]
    [InlineData("BatchNorm, ReLU, Conv(20, 1), AvgPool(2), Conv(8, 1), AvgPool(2)", true)]
    [InlineData("Conv(20, 1), AvgPool(3, stride: 2, padding: 1)", false)] // zeros beside the map would be averages of biases
    [InlineData("Conv(20, 1), AvgPool(3, stride: 1)", true)]
    [InlineData("Conv(20, 1), AvgPool(3, stride: 1, padding: 1, countPadding: false)", false)] // as many pixels as before
    [InlineData("Conv(20, 1), ReLU, AvgPool(2)", false)]
    [InlineData("Conv(20, 3, padding: 1), AvgPool(2)", false)]
    [InlineData("Conv(20, 1, stride: 2), AvgPool(2)", false)]
    [InlineData("Conv(20, 1), MaxPool(2)", false)]
    public void Convolution_BeforeAnAverage(string layers, bool isExchanged)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel(6, 9, 12)] [{layers}, MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        Assert.All(["Predictor", "Trainer"], part => Assert.Equal(isExchanged, IsAverageFirst(declaration, part)));
        new Comparison(declaration, "Net", seed: 3).Run();
    }

    /// <summary>A batch norm between is known before a prediction, but in training depends on each pixel.</summary>
    [Fact]
    public void NormBetween_IsExchangedInPredictionAlone()
    {
        Declaration declaration = Declaration.Parse("[CnnModel(6, 8, 10)] [Conv(20, 1), BatchNorm, AvgPool(2), MeanSquaredError] public partial class Net;");
        Assert.True(IsAverageFirst(declaration, "Predictor"));
        Assert.False(IsAverageFirst(declaration, "Trainer"));
        new Comparison(declaration, "Net", seed: 3).Run();
    }

    /// <summary>A convolution that somebody else reads, or that is kept, has to be there for all pixels.</summary>
    [Theory]
    [InlineData("[Conv(8, 1)] public static partial Stage Wide { get; }\n[AvgPool(2), GlobalAvgPool] public static partial Stage Left { get; }\n[From(nameof(Wide)), MaxPool(3), GlobalAvgPool, Concat(nameof(Left)), Linear(3), MeanSquaredError] public static partial Stage Whole { get; }")]
    [InlineData("[Conv(8, 1), Keep] public static partial Stage Wide { get; }\n[AvgPool(2), GlobalAvgPool, Linear(3), MeanSquaredError] public static partial Stage Whole { get; }")]
    public void ReadOutput_Stays(string stages)
    {
        Declaration declaration = Declaration.Parse($$"""
            [CnnModel(6, 8, 10)]
            public partial class Net
            {
                {{stages}}
            }
            """);
        Assert.Empty(declaration.Problems);
        Assert.False(IsAverageFirst(declaration, "Predictor"));
        new Comparison(declaration, "Net", seed: 3).Run();
    }

    private static bool IsAverageFirst(Declaration declaration, string part)
    {
        string steps = declaration.Sources[$"Net.{part}.g.cs"];
        int average = steps.IndexOf("average pooling", StringComparison.Ordinal), convolution = steps.IndexOf("1x1 convolution", StringComparison.Ordinal);
        return average >= 0 && convolution >= 0 && average < convolution;
    }
}
