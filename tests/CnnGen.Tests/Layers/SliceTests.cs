using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>A map that is a slice of a concatenation's channels, with others before and behind it that were written earlier.</summary>
public sealed class SliceTests
{
    [Theory]
    [InlineData("Sigmoid")]
    [InlineData("ReLU, Sigmoid")]
    [InlineData("BatchNorm, Sigmoid")]
    [InlineData("MaxPool(1), Sigmoid")]
    public void FunctionThatIsNotZeroAtZero_LeavesItsNeighboursAlone(string layers)
    {
        Declaration declaration = Declaration.Parse($$"""
            [CnnModel(3, 5, 6)]
            public partial class Net
            {
                [Conv(16, 1), ReLU] public static partial Stage Behind { get; }
                [From(Stage.Input), Conv(16, 1), ReLU] public static partial Stage Before { get; }
                [From(Stage.Input), Conv(16, 1), {{layers}}] public static partial Stage Slice { get; }
                [Concat(nameof(Before), nameof(Slice), nameof(Behind)), Conv(4, 1), MeanSquaredError] public static partial Stage Whole { get; }
            }
            """);
        Assert.Empty(declaration.Problems);
        new Comparison(declaration, "Net", seed: 1).Run();
    }

    /// <summary>A response norm sums across the last channel, where maps of 8 and 16 channels leave 8 lanes of their last vector.</summary>
    [Theory]
    [InlineData(8, 16)]
    [InlineData(16, 8)]
    public void LanesBehindTheLastSlice_AreZero(int first, int last)
    {
        Declaration declaration = Declaration.Parse($$"""
            [CnnModel(3, 5, 6)]
            public partial class Net
            {
                [From(Stage.Input), Conv({{first}}, 1)] public static partial Stage First { get; }
                [From(Stage.Input), Conv({{last}}, 1)] public static partial Stage Last { get; }
                [Concat(nameof(First), nameof(Last)), LocalResponseNorm(7, alpha: 2), MeanSquaredError] public static partial Stage Whole { get; }
            }
            """);
        Assert.Empty(declaration.Problems);
        new Comparison(declaration, "Net", seed: 1).Run();
    }
}
