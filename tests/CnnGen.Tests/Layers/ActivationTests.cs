using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>Activations where neighbours take them in, and where none can: channels off the vector's width, borders around what is not 0 at 0.</summary>
public sealed class ActivationTests
{
    [Theory]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    [InlineData("SiLU")]
    [InlineData("GELU")]
    public void Joined_AgreesWithTheOracle(string f)
    {
        string[] chains =
        [
            $"{f}, Conv(5, 3, padding: 1), {f}, Conv(19, 3, padding: 2), {f}, Linear(4)",
            $"Conv(19, 3, padding: 1), {f}, MaxPool(2), {f}, MaxPool(3, stride: 2, padding: 1), Conv(3, 1), {f}, MeanSquaredError",
            $"BatchNorm, {f}, Conv(6, 3, padding: 1, bias: false), BatchNorm, {f}, MaxPool(2), Linear(7), {f}, Linear(3)",
            $"Conv(40, 3, stride: 2, padding: 1, groups: 1), BatchNorm, {f}, AvgPool(2), Linear(130), {f}, Dropout(0.3), Linear(2), {f}, MeanSquaredError",
            $"{f}, {f}, MaxPool(2), {f}, BatchNorm, MaxPool(2), {f}, GlobalAvgPool, {f}, MeanSquaredError",
        ];
        Declaration declaration = Declaration.Parse(string.Join("\n", chains.Select((chain, i) => $"[CnnModel(3, 9, 10)] [{chain}] public partial class Net{i};")));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < chains.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i).Run();
    }

    [Theory]
    [InlineData("Sigmoid")]
    [InlineData("Tanh")]
    [InlineData("GELU")]
    [InlineData("SiLU")]
    [InlineData("ChannelDropout(0.5), Tanh")]
    public void Scores_DoNotDependOnTheBatch(string f)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel(3, 9, 10)] [Conv(19, 3, padding: 1), {f}, MaxPool(2), Linear(5), {f}, Linear(3)] public partial class Net;");
        Model model = declaration.Create("Net", seed: 1);
        float[] images = [.. Enumerable.Range(0, 5 * 270).Select(i => MathF.Sin(i))];
        using Predictor one = model.CreatePredictor(1), many = model.CreatePredictor(5);
        float[] together = many.Run(images).ToArray();
        for (int i = 0; i < 5; i++)
            Assert.Equal(together.AsSpan(3 * i, 3).ToArray(), one.Run(images.AsSpan(i * 270, 270)).ToArray());
    }
}
