namespace CnnGen.Tests.Harness;

/// <summary>A comparison must not take for a fault what roundings rightly decide, and nothing else for what they do.</summary>
public sealed class ComparisonTests
{
    /// <summary>Some 65000 windows a batch of images, of which one is close in every other batch or so.</summary>
    private const string ManyWindows = "[CnnModel(2, 60, 60)] [Conv(24, 1), MaxPool(2), Linear(3), MeanSquaredError] public partial class Net;";

    /// <summary>Pixels four times as large as before, so that windows within one are equal, among which the max pooling chooses and the unpooling tells.</summary>
    private const string Repetitive = """
        public partial class Net
        {
            [Upsample(4), Conv(16, 3, padding: 1), MaxPool(3, stride: 1, padding: 1)] public static partial Stage Down { get; }
            [Conv(16, 1), MaxUnpool(nameof(Down)), Linear(3)] public static partial Stage Up { get; }
        }
        """;

    [Fact]
    public void CloseDecisions_AreDrawnAnew()
    {
        Declaration declaration = Declaration.Parse(ManyWindows);
        int[] draws = [.. Enumerable.Range(1, 5).Select(seed =>
        {
            Comparison comparison = new(declaration, "Net", seed);
            comparison.Run();
            return comparison.Draws;
        })];
        Assert.True(draws.Max() > 1, string.Join(", ", draws));
    }

    [Fact]
    public void WholeNumbers_AreDrawnOnce()
    {
        Comparison comparison = new(Declaration.Parse(ManyWindows), "Net", seed: 5) { Integers = true };
        comparison.Run();
        Assert.Equal(1, comparison.Draws);
    }

    [Theory]
    [InlineData("MaxPool(2)", "MaxPool(3, stride: 2, padding: 1)")]
    [InlineData("LeakyReLU(0.2), MaxPool(2)", "LeakyReLU(0.21), MaxPool(2)")]
    public void WrongCode_FailsOnEveryDraw(string right, string wrong)
    {
        Declaration declaration = Declaration.Parse($"""
            [CnnModel(2, 60, 60)] [Conv(24, 1), {right}, Linear(3)] public partial class Net;
            [CnnModel(2, 60, 60)] [Conv(24, 1), {wrong}, Linear(3)] public partial class Wrong;
            """);
        int[] draws = [.. Enumerable.Range(1, 5).Select(seed =>
        {
            Comparison comparison = new(declaration, "Net", seed) { Code = "Wrong" };
            Exception failure = Assert.ThrowsAny<Xunit.Sdk.XunitException>(comparison.Run);
            Assert.Contains("scores differs", failure.Message, StringComparison.Ordinal);
            return comparison.Draws;
        })];
        Assert.True(draws.Max() > 1, string.Join(", ", draws));
    }

    [Fact]
    public void EqualsOfMinimalFiltering_AreUndecided()
    {
        UndecidedException undecided = Assert.Throws<UndecidedException>(
            new Comparison(Declaration.Parse($"[CnnModel(16, 2, 2, Accuracy = Accuracy.Fast)] {Repetitive}"), "Net", seed: 1).Run);
        Assert.Contains("Down.maxPool: 3x3 max pooling, padding 1 decides among equals", undecided.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EqualsOfDirectSums_AgreeOnTheFirst() =>
        new Comparison(Declaration.Parse($"[CnnModel(16, 2, 2, Accuracy = Accuracy.Direct)] {Repetitive}"), "Net", seed: 1).Run();
}
