namespace CnnGen.Tests.Harness;

/// <summary>A comparison must not take for a fault what roundings rightly decide, and nothing else for what they do.</summary>
public sealed class ComparisonTests
{
    private const int Channels = 16, Side = 16;

    /// <summary>Images of one colour, so that all windows of the convolution are equal, among whose sums the max pooling chooses and the unpooling tells.</summary>
    private static readonly float[] OneColour = [.. Enumerable.Repeat(0.7f, 3 * Channels * Side * Side)];

    /// <summary>Images of one pixel each. Sums of the windows beside it are zeros, of which minimal filtering leaves what its tiles round.</summary>
    private static readonly float[] OnePixel = [.. Enumerable.Range(0, 3 * Channels * Side * Side).Select(i => i % (Side * Side) == Side * Side / 2 ? 0.7f : 0)];

    [Fact]
    public void FailureAmongEquals_IsComparedOnOtherNumbers()
    {
        Comparison comparison = new(Declare("Accuracy.Fast"), "Net", seed: 1) { FirstImages = OneColour };
        comparison.Run();
        Assert.Equal(2, comparison.Draws);
    }

    [Fact]
    public void EqualsOfDirectSums_AgreeAtOnce()
    {
        Comparison comparison = new(Declare("Accuracy.Direct"), "Net", seed: 1) { FirstImages = OneColour };
        comparison.Run();
        Assert.Equal(1, comparison.Draws);
    }

    [Fact]
    public void FailureAmongEqualsOnAllNumbers_IsUndecided()
    {
        UndecidedException undecided = Assert.Throws<UndecidedException>(new Comparison(Declare("Accuracy.Fast", $"Upsample({Side}), "), "Net", seed: 1).Run);
        Assert.Contains("Down.maxPool: 3x3 max pooling, padding 1 decides among equals", undecided.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accuracy.Fast", true, 2)]
    [InlineData("Accuracy.Fast", false, 1)]
    [InlineData("Accuracy.Direct", true, 1)]
    [InlineData("Accuracy.Direct", false, 1)]
    public void WrongCode_FailsWhereNothingIsClose(string accuracy, bool amongEquals, int draws)
    {
        Comparison comparison = new(Declare(accuracy), "Net", seed: 1) { Code = "Wrong", FirstImages = amongEquals ? OneColour : null };
        Assert.Contains("scores differs", Assert.ThrowsAny<Xunit.Sdk.XunitException>(comparison.Run).Message, StringComparison.Ordinal);
        Assert.Equal(draws, comparison.Draws);
    }

    [Fact]
    public void WrongCodeOnWholeNumbers_FailsAtOnce()
    {
        Declaration declaration = Declaration.Parse("""
            [CnnModel(2, 8, 8)] [MaxPool(2), Linear(3), MeanSquaredError] public partial class Net;
            [CnnModel(2, 8, 8)] [MaxPool(3, stride: 2, padding: 1), Linear(3), MeanSquaredError] public partial class Wrong;
            """);
        Comparison comparison = new(declaration, "Net", seed: 1) { Integers = true, Code = "Wrong" };
        Assert.Contains("on whole numbers", Assert.ThrowsAny<Xunit.Sdk.XunitException>(comparison.Run).Message, StringComparison.Ordinal);
        Assert.Equal(1, comparison.Draws);
    }

    [Theory]
    [InlineData("Accuracy.Fast", 2)]
    [InlineData("Accuracy.Direct", 1)]
    public void FailureAtKinks_IsComparedOnOtherNumbers(string accuracy, int draws)
    {
        Comparison comparison = new(Declaration.Parse(KinksClass("Net", "ReLU", accuracy)), "Net", seed: 1) { FirstImages = OnePixel };
        comparison.Run();
        Assert.Equal(draws, comparison.Draws);
    }

    /// <summary>Scores are as sure among kinks as elsewhere.</summary>
    [Fact]
    public void WrongScoresAtKinks_FailAtOnce()
    {
        Declaration declaration = Declaration.Parse(KinksClass("Net", "ReLU", "Accuracy.Fast") + KinksClass("Wrong", "LeakyReLU(0.2)", "Accuracy.Fast"));
        Comparison comparison = new(declaration, "Net", seed: 1) { Code = "Wrong", FirstImages = OnePixel };
        Assert.Contains("scores differs", Assert.ThrowsAny<Xunit.Sdk.XunitException>(comparison.Run).Message, StringComparison.Ordinal);
        Assert.Equal(1, comparison.Draws);
    }

    /// <summary>Of zeros, hyperbolic tangent and SiLU are zero both, but their slopes differ.</summary>
    [Theory]
    [InlineData("ReLU")]
    [InlineData("LeakyReLU(0.2)")]
    public void WrongGradientAwayFromKinks_FailsAtOnce(string activation)
    {
        Declaration declaration = Declaration.Parse($"""
            [CnnModel(1, 8, 8)] [Tanh, Linear(16), {activation}, Linear(3), MeanSquaredError] public partial class Net;
            [CnnModel(1, 8, 8)] [SiLU, Linear(16), {activation}, Linear(3), MeanSquaredError] public partial class Wrong;
            """);
        Comparison comparison = new(declaration, "Net", seed: 1) { Code = "Wrong", FirstImages = new float[3 * 64] };
        Assert.Contains("gradient of ", Assert.ThrowsAny<Xunit.Sdk.XunitException>(comparison.Run).Message, StringComparison.Ordinal);
        Assert.Equal(1, comparison.Draws);
    }

    /// <summary>A convolution without a bias whose sums an activation tells from zero.</summary>
    private static string KinksClass(string name, string activation, string accuracy) => $"""
        [CnnModel({Channels}, {Side}, {Side}, Accuracy = {accuracy})]
        [Conv(16, 3, padding: 1, bias: false), {activation}, Linear(3)]
        public partial class {name};

        """;

    /// <summary>A network with a max pooling and its unpooling, and one that pools other windows.</summary>
    private static Declaration Declare(string accuracy, string before = "") => Declaration.Parse(
        Class("Net", "MaxPool(3, stride: 1, padding: 1)", accuracy, before) + Class("Wrong", "MaxPool(5, stride: 1, padding: 2)", accuracy, before));

    private static string Class(string name, string pool, string accuracy, string before) => $$"""
        [CnnModel({{Channels}}, {{(before.Length > 0 ? 1 : Side)}}, {{(before.Length > 0 ? 1 : Side)}}, Accuracy = {{accuracy}})]
        public partial class {{name}}
        {
            [{{before}}Conv(16, 3), {{pool}}] public static partial Stage Down { get; }
            [Conv(16, 1), MaxUnpool(nameof(Down)), Linear(3)] public static partial Stage Up { get; }
        }

        """;
}
