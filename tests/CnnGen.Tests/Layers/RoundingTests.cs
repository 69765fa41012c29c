using CnnGen.Generator.FrontEnd;
using CnnGen.Tests.Harness;
using CnnGen.Tests.Oracle;
using CnnGen.Training;

namespace CnnGen.Tests.Layers;

/// <summary>
/// How far each kernel's sums are off those in double precision: direct sums and F(2x2, 3x3) by eps K max|a| max|b| at the most, K being the products of a
/// sum, and minimal filtering with more points by twice that. Images are positive, as real ones are, and weights what layers begin with. The terms of a
/// weight's gradient are of one sign mostly, so that its partial sums grow, and with them the roundings: by eps sqrt(K) sum|a b| (Higham and Mary 2019).
/// </summary>
public sealed class RoundingTests
{
    private const double Epsilon = 1.0 / (1 << 23);

    private const int Samples = 2;

    [Theory]
    [InlineData(64, 20, Accuracy.Direct, "Conv(64, 3, padding: 1)", "", 1)]
    [InlineData(64, 20, Accuracy.Direct, "Conv(64, 3, stride: 2, padding: 1)", "", 1)]
    [InlineData(64, 20, Accuracy.Balanced, "Conv(64, 3, padding: 1)", "F(2x2, 3x3)", 1)]
    [InlineData(64, 20, Accuracy.Fast, "Conv(64, 3, padding: 1)", "F(4x4, 3x3)", 2)]
    [InlineData(16, 32, Accuracy.Fast, "Conv(16, 3, padding: 1)", "F(4x4, 3x3)", 2)]
    [InlineData(128, 16, Accuracy.Fast, "Conv(128, 3, padding: 1)", "F(4x4, 3x3) piece by piece", 2)]
    [InlineData(64, 20, Accuracy.Fast, "Conv(64, 4, padding: 1)", "F(3x3, 4x4)", 2)]
    [InlineData(64, 20, Accuracy.Fast, "Conv(64, 5, padding: 2)", "F(2x2, 5x5)", 2)]
    [InlineData(3, 32, Accuracy.Fast, "Conv(64, 7, stride: 2, padding: 3)", "F(3x3, 4x4)", 2)]
    [InlineData(64, 32, Accuracy.Fast, "Conv(96, 3, stride: 2, padding: 1)", "F(4x4, 2x2)", 2)]
    [InlineData(64, 32, Accuracy.Fast, "Conv(96, 5, stride: 2, padding: 2)", "F(4x4, 3x3)", 2)]
    public void Kernels_StayWithinTheirBound(int channels, int side, Accuracy accuracy, string layer, string kernel, double most)
    {
        Declaration declaration = Declaration.Parse(
            $"[CnnModel({channels}, {side}, {side}, Accuracy = Accuracy.{accuracy})] [{layer}, MeanSquaredError] public partial class Net;");
        Assert.Empty(declaration.Problems);
        string code = declaration.Sources["Net.Trainer.g.cs"];
        if (kernel.Length == 0)
            Assert.DoesNotContain("Winograd", code, StringComparison.Ordinal);
        else
            Assert.Contains(kernel, code, StringComparison.Ordinal);

        ModelSpec spec = declaration.Specs.Single();
        Model model = declaration.Create("Net", seed: 3);
        OracleNetwork oracle = new(spec);
        Random random = new(5);
        float[] images = [.. Enumerable.Range(0, Samples * (int)oracle.Input.Count).Select(_ => random.NextSingle())];
        Dictionary<string, double[]> parameters = model.Parameters.Infos.ToDictionary(info => info.Name, info => Doubles(model.Parameters.ToArray(info.Name)));
        (double[] weights, double[] exactImages) = (parameters["conv1.weight"], Doubles(images));
        OracleRun run = new(parameters, Samples);
        double[] scores = oracle.Predict(run, exactImages);
        run = run with { Targets = [[.. scores.Select(_ => (double)(float)((2 * random.NextDouble()) - 1))]] };
        double[] gradient = [.. scores.Zip(run.Targets[0], (score, target) => 2 * (score - target) / scores.Length)];
        oracle.Gradients(run, exactImages);

        using Predictor predictor = model.CreatePredictor(Samples);
        using RegressionTrainer trainer = (RegressionTrainer)model.CreateTrainer(Samples, new Sgd(0.01f));
        int outputs = parameters["conv1.bias"].Length, pixels = scores.Length / outputs;
        Check("scores", predictor.Run(images).ToArray(), scores, weights.Length / outputs * Largest(exactImages) * Largest(weights));
        trainer.ComputeGradients(images, [.. run.Targets[0].Select(target => (float)target)]);
        Check("gradient of the input", trainer.InputGradient.ToArray(), run.InputGradient, weights.Length / channels * Largest(gradient) * Largest(weights));
        Check("gradient of the weights", trainer.Gradients.ToArray("conv1.weight"), run.Gradients["conv1.weight"], Math.Sqrt(pixels) * run.Magnitudes["conv1.weight"]);

        void Check(string what, float[] actual, double[] expected, double size)
        {
            double bound = Epsilon * size, error = actual.Zip(expected, (x, y) => Math.Abs(x - y)).Max();
            Assert.True(error <= most * bound, $"{what}: off by {error / bound} times the bound of {bound:E1}");
        }
    }

    private static double Largest(double[] values) => values.Max(Math.Abs);

    private static double[] Doubles(float[] values) => [.. values.Select(value => (double)value)];
}
