using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>The map of a shortcut is added in the registers of the convolution that makes the other, whatever kernel that one has.</summary>
public sealed class ShortcutTests
{
    [Theory]
    [InlineData("Conv(24, 3, padding: 1)", "Conv(24, 1)", "ReLU", 9, 11, "Direct")]
    [InlineData("Conv(24, 3, padding: 1)", "Conv(24, 1)", "ReLU", 9, 11, "Balanced")]
    [InlineData("Conv(24, 3, padding: 1)", "Conv(24, 1)", "ReLU", 9, 11, "Fast")]
    [InlineData("Conv(64, 3, padding: 1), BatchNorm", "Conv(64, 1), BatchNorm", "LeakyReLU(0.1)", 14, 13, "Fast")]
    [InlineData("Conv(40, 3, 2, padding: 1), BatchNorm", "Conv(40, 1, 2), BatchNorm", "ReLU", 15, 15, "Fast")]
    [InlineData("Conv(20, 1, bias: false)", "Conv(20, 1)", "SiLU", 7, 5, "Fast")]
    [InlineData("Conv(6, 3, padding: 1, groups: 6)", "Conv(6, 1)", "ReLU", 8, 8, "Fast")]
    [InlineData("Conv(16, 3, padding: 1, groups: 2)", "Conv(16, 1)", "Tanh", 8, 6, "Fast")]
    [InlineData("Linear(30)", "Linear(30)", "ReLU", 4, 4, "Fast")]
    public void Shortcut_IsAddedByTheConvolution(string residual, string shortcut, string activation, int height, int width, string accuracy)
    {
        Declaration declaration = Branches($"3, {height}, {width}, Accuracy = Accuracy.{accuracy}", residual, shortcut, activation);
        string predictor = declaration.Sources["Net.Predictor.g.cs"];
        Assert.Contains("added: At(Shortcut", predictor, StringComparison.Ordinal);
        Assert.DoesNotContain("SumAddSum", predictor, StringComparison.Ordinal);
        new Comparison(declaration, "Net", seed: height).Run();
    }

    /// <summary>In training the norm of one branch adds the other, which has the same gradient; a norm that cannot be folded adds in prediction, too.</summary>
    [Theory]
    [InlineData("Conv(24, 3, padding: 1), BatchNorm", "Conv(24, 1), BatchNorm", "ReLU")]
    [InlineData("MaxPool(3, 1, padding: 1), BatchNorm", "Conv(6, 1)", "LeakyReLU(0.2)")]
    [InlineData("Conv(6, 1), ReLU, BatchNorm", "MaxPool(3, 1, padding: 1)", "SiLU")]
    [InlineData("BatchNorm", "ReLU", "Conv(7, 3)")]
    public void Shortcut_IsAddedByTheNorm(string residual, string shortcut, string next)
    {
        Declaration declaration = Branches("3, 9, 8", residual, shortcut, next);
        string trainer = declaration.Sources["Net.Trainer.g.cs"];
        Assert.Contains("batch norm, plus Shortcut", trainer, StringComparison.Ordinal);
        Assert.DoesNotContain("SumAddSum", trainer, StringComparison.Ordinal);
        new Comparison(declaration, "Net", seed: 3).Run();
    }

    /// <summary>Going back, the gradients of two readers of a map meet in the registers of the one that convolves.</summary>
    [Theory]
    [InlineData("Conv(24, 3, padding: 1), GlobalAvgPool", "Direct")]
    [InlineData("Conv(24, 3, padding: 1), GlobalAvgPool", "Balanced")]
    [InlineData("Conv(24, 3, padding: 1), GlobalAvgPool", "Fast")]
    [InlineData("Conv(24, 3, 2, padding: 1), GlobalAvgPool", "Fast")]
    [InlineData("Conv(9, 5, 3, padding: 2), GlobalAvgPool", "Fast")]
    [InlineData("Conv(6, 3, padding: 1, groups: 6), GlobalAvgPool", "Fast")]
    [InlineData("Conv(16, 1), ReLU, GlobalAvgPool", "Fast")]
    [InlineData("Linear(7)", "Fast")]
    public void GradientsOfTwoReaders_AreAddedByTheConvolution(string layers, string accuracy)
    {
        Declaration declaration = Declaration.Parse($$"""
            [CnnModel(3, 9, 8, Accuracy = Accuracy.{{accuracy}})]
            public partial class Net
            {
                [Conv(6, 3, padding: 1), Tanh] public static partial Stage Stem { get; }
                [{{layers}}] public static partial Stage Left { get; }
                [From(nameof(Stem)), MaxPool(3, 2), GlobalAvgPool, Concat(nameof(Left)), Linear(5)] public static partial Stage Scores { get; }
            }
            """);
        string trainer = declaration.Sources["Net.Trainer.g.cs"];
        Assert.Contains(", added: At(DStem", trainer, StringComparison.Ordinal);
        Assert.DoesNotContain("sum of 2 maps", trainer, StringComparison.Ordinal);
        new Comparison(declaration, "Net", seed: 5).Run();
    }

    /// <summary>What somebody else reads, or the user keeps, is written, and added in a pass of its own.</summary>
    [Theory]
    [InlineData("[Keep, Conv(8, 3, padding: 1)]", "[Keep, Conv(8, 1)]")]
    [InlineData("[Conv(8, 3, padding: 1), ReLU]", "[Conv(8, 1), ReLU]")]
    public void ReadOrActivatedMap_IsAddedApart(string residual, string shortcut)
    {
        Declaration declaration = Declaration.Parse($$"""
            [CnnModel(3, 9, 9)]
            public partial class Net
            {
                {{shortcut}} public static partial Stage Shortcut { get; }
                [From(Stage.Input)] {{residual}} public static partial Stage Residual { get; }
                [Add(nameof(Shortcut)), ReLU, Linear(5)] public static partial Stage Scores { get; }
            }
            """);
        Assert.Contains("ScoresAddSum", declaration.Sources["Net.Predictor.g.cs"], StringComparison.Ordinal);
        new Comparison(declaration, "Net", seed: 1).Run();
    }

    /// <summary>Two branches from a stem, their sum with what follows, and two readers of that.</summary>
    private static Declaration Branches(string model, string residual, string shortcut, string next) => Declaration.Parse($$"""
        [CnnModel({{model}})]
        public partial class Net
        {
            [Conv(6, 3, padding: 1), ReLU] public static partial Stage Stem { get; }
            [{{shortcut}}] public static partial Stage Shortcut { get; }
            [From(nameof(Stem)), {{residual}}] public static partial Stage Residual { get; }
            [Add(nameof(Shortcut)), {{next}}] public static partial Stage Sum { get; }
            [From(nameof(Sum)), Conv(5, 3, padding: 1), GlobalAvgPool] public static partial Stage Deep { get; }
            [From(nameof(Sum)), GlobalAvgPool, Linear(5), Add(nameof(Deep))] public static partial Stage Scores { get; }
        }
        """);
}
