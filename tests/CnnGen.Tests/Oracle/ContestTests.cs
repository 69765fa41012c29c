using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Oracle;

/// <summary>Which contests are closer than roundings: the input of each activation here is 0.25 + 0.5 + x, whose terms have different roundings.</summary>
public sealed class ContestTests
{
    [Theory]
    [InlineData("ReLU", 0)]
    [InlineData("ReLU", 1e-7)]
    [InlineData("ReLU", -1e-7)]
    [InlineData("LeakyReLU(0.2)", 0)]
    [InlineData("LeakyReLU(0.2)", 1e-7)]
    [InlineData("LeakyReLU(0.2)", -1e-7)]
    public void KinkWithinRoundings_LeavesGradientsUndecidedAlone(string activation, double fromKink)
    {
        Assert.NotNull(Undecided(activation, [0.25, 0.5, -0.75 + fromKink], ofGradients: true));
        Assert.Null(Undecided(activation, [0.25, 0.5, -0.75 + fromKink], ofGradients: false));
    }

    [Theory]
    [InlineData("ReLU", 1e-5)]
    [InlineData("ReLU", -1e-5)]
    [InlineData("LeakyReLU(0.2)", 1e-5)]
    [InlineData("LeakyReLU(0.2)", -1e-5)]
    [InlineData("Sigmoid", 0)]
    [InlineData("SiLU", 0)]
    public void InputAwayFromKinks_IsDecided(string activation, double fromZero) =>
        Assert.Null(Undecided(activation, [0.25, 0.5, -0.75 + fromZero], ofGradients: true));

    [Fact]
    public void KinkOfZerosThatNothingRounds_IsDecided() => Assert.Null(Undecided("ReLU", [0, 0, 0], ofGradients: true));

    /// <summary>The values that the max pooling compares are the images' own, and the first two are one.</summary>
    [Theory]
    [InlineData(0.5, 0.5, 0.25, false)]
    [InlineData(0.5, 0.5, 0.5 + 1e-7, true)]
    [InlineData(0.5, 0.5, 0.5 - 1e-7, true)]
    [InlineData(0.5, 0.5, 0.5 - 1e-5, false)]
    public void CloseContestBesideEquals_IsUndecided(double first, double second, double third, bool undecided) =>
        Assert.Equal(undecided, Undecided("[CnnModel(1, 1, 3)] [GlobalMaxPool, MeanSquaredError]", [], [first, second, third], ofGradients: false) is not null);

    private static string? Undecided(string activation, double[] images, bool ofGradients) => Undecided(
        $"[CnnModel(3, 1, 1)] [Conv(1, 1, bias: false), {activation}, MeanSquaredError]", new() { ["conv1.weight"] = [1, 1, 1] }, images, ofGradients);

    private static string? Undecided(string attributes, Dictionary<string, double[]> parameters, double[] images, bool ofGradients)
    {
        OracleNetwork oracle = new(Declaration.Parse($"{attributes} public partial class Net;").Specs.Single());
        return oracle.Undecided(new OracleRun(parameters, Samples: 1) { Targets = [new double[images.Length]] }, images, ofGradients);
    }
}
