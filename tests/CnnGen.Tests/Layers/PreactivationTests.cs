using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>A batch norm and an activation before a 1x1 convolution, which in prediction applies both to a strip of what it reads.</summary>
public sealed class PreactivationTests
{
    [Theory]
    [InlineData("BatchNorm, ReLU, Conv(20, 1)", 6, 9, 12)]
    [InlineData("BatchNorm, ReLU, Conv(24, 1), BatchNorm, ReLU, Conv(20, 3, padding: 1)", 40, 11, 7)] // a border around what it writes
    [InlineData("BatchNorm, Sigmoid, Conv(7, 1, bias: false), Tanh", 19, 5, 6)]
    [InlineData("BatchNorm, LeakyReLU(0.2), Conv(130, 1), Sigmoid", 3, 8, 8)]
    [InlineData("BatchNorm, Conv(33, 1), LeakyReLU(0.1)", 512, 2, 3)]
    [InlineData("BatchNorm, Tanh, Conv(16, 1), ReLU, GlobalAvgPool", 20, 40, 60)] // several strips
    [InlineData("BatchNorm, ReLU, Conv(16, 1), Linear(5)", 36, 1, 1)]
    public void Layers_AgreeWithTheOracle(string layers, int channels, int height, int width)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel({channels}, {height}, {width})] [{layers}, MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        Assert.True(IsTaken(declaration));
        new Comparison(declaration, "Net", seed: 6).Run();
    }

    [Theory]
    [InlineData("BatchNorm, ReLU, Conv(20, 3)")]
    [InlineData("BatchNorm, ReLU, Conv(20, 1, stride: 2)")]
    [InlineData("BatchNorm, ReLU, Conv(20, 1, groups: 2)")]
    [InlineData("BatchNorm, ReLU, MaxPool(2), Conv(20, 1)")]
    [InlineData("BatchNorm, ReLU, Conv(20, 1), AvgPool(2)")]
    public void OtherConvolutions_ReadAPassOfItsOwn(string layers)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel(6, 8, 10)] [{layers}, MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        Assert.False(IsTaken(declaration));
        new Comparison(declaration, "Net", seed: 6).Run();
    }

    /// <summary>Dense blocks: each norm reads all that stands before it in one map.</summary>
    [Fact]
    public void NormsOfSlices_AgreeWithTheOracle()
    {
        Declaration declaration = Declaration.Parse("""
            [CnnModel(3, 9, 10)]
            public partial class Net
            {
                [Conv(12, 3, padding: 1)] public static partial Stage Stem { get; }
                [BatchNorm, ReLU, Conv(16, 1), BatchNorm, ReLU, Conv(6, 3, padding: 1), Concat(nameof(Stem))] public static partial Stage First { get; }
                [BatchNorm, ReLU, Conv(16, 1), BatchNorm, ReLU, Conv(10, 3, padding: 1), Concat(nameof(First))] public static partial Stage Second { get; }
                [From(nameof(Stem)), BatchNorm, Tanh, Conv(9, 1), GlobalAvgPool] public static partial Stage Side { get; }
                [From(nameof(Second)), GlobalAvgPool, Concat(nameof(Side)), Linear(4), MeanSquaredError] public static partial Stage Whole { get; }
            }
            """);
        Assert.Empty(declaration.Problems);
        Assert.True(IsTaken(declaration));
        new Comparison(declaration, "Net", seed: 2).Run();
    }

    /// <summary>A norm that somebody else reads, or adds a map, stands for itself.</summary>
    [Fact]
    public void ReadNorm_Stays()
    {
        Declaration declaration = Declaration.Parse("""
            [CnnModel(6, 8, 10)]
            public partial class Net
            {
                [BatchNorm, ReLU] public static partial Stage Normal { get; }
                [Conv(6, 1), Add(nameof(Normal)), MeanSquaredError] public static partial Stage Whole { get; }
            }
            """);
        Assert.Empty(declaration.Problems);
        Assert.False(IsTaken(declaration));
        new Comparison(declaration, "Net", seed: 2).Run();
    }

    private static bool IsTaken(Declaration declaration) => declaration.Sources["Net.Predictor.g.cs"].Contains("PreactivatedConvolution", StringComparison.Ordinal);
}
