using CnnGen.Generator.FrontEnd;
using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Oracle;

/// <summary>
/// Central differences in double precision prove the oracle's derivatives, and so everything that is compared with it. Inputs keep a distance from
/// the kinks of ReLU and the ties of max pooling: a shuffled arithmetic sequence has no two equal values.
/// </summary>
public sealed class NumericGradientTests
{
    private const double Step = 1e-6;

    [Theory]
    [InlineData("Conv(3, 3, padding: 1), MeanSquaredError")]
    [InlineData("Conv(4, 3, stride: 2, padding: 1, groups: 2), MeanSquaredError")]
    [InlineData("Conv(4, 2, padding: Padding.Same, dilation: 2, bias: false), MeanSquaredError")]
    [InlineData("ConvTranspose(4, 3, stride: 2, padding: 1, outputPadding: 1, groups: 2), MeanSquaredError")]
    [InlineData("ConvTranspose(3, 2, dilation: 3, bias: false), MeanSquaredError")]
    [InlineData("Linear(5), MeanSquaredError")]
    [InlineData("ReLU, MeanSquaredError")]
    [InlineData("LeakyReLU(0.1), MeanSquaredError")]
    [InlineData("Sigmoid, MeanSquaredError")]
    [InlineData("Tanh, MeanSquaredError")]
    [InlineData("SiLU, MeanSquaredError")]
    [InlineData("GELU, MeanSquaredError")]
    [InlineData("MaxPool(2), MeanSquaredError")]
    [InlineData("MaxPool(3, stride: 2, padding: 1, ceilMode: true), MeanSquaredError")]
    [InlineData("MaxPool([2, 3], stride: [3, 1], padding: [0, 1], ceilMode: true), MeanSquaredError")]
    [InlineData("AvgPool(3, stride: 2, padding: 1, ceilMode: true), MeanSquaredError")]
    [InlineData("AvgPool([3, 2], stride: [1, 2], padding: [1, 0], ceilMode: true), MeanSquaredError")]
    [InlineData("AvgPool(3, stride: 2, padding: 1, countPadding: false), MeanSquaredError")]
    [InlineData("GlobalAvgPool, MeanSquaredError")]
    [InlineData("GlobalMaxPool, MeanSquaredError")]
    [InlineData("Upsample(2), MeanSquaredError")]
    [InlineData("BedOfNails(3), MeanSquaredError")]
    [InlineData("Pad(1, 0, 2, 3), MeanSquaredError")]
    [InlineData("Crop(1, 2, 0, 3), MeanSquaredError")]
    [InlineData("Subsample(2, 5), MeanSquaredError")]
    [InlineData("BatchNorm, MeanSquaredError")]
    [InlineData("LayerNorm, MeanSquaredError")]
    [InlineData("LayerNorm(affine: false), MeanSquaredError")]
    [InlineData("InstanceNorm, MeanSquaredError")]
    [InlineData("InstanceNorm(0.01, affine: true), MeanSquaredError")]
    [InlineData("Conv(6, 1), GroupNorm(3), MeanSquaredError")]
    [InlineData("Conv(7, 1), LocalResponseNorm(3, alpha: 2, k: 2), MeanSquaredError")]
    [InlineData("Conv(7, 1), LocalResponseNorm(4, alpha: 3, beta: 0.6), MeanSquaredError")]
    [InlineData("Dropout(0.3), MeanSquaredError")]
    [InlineData("ChannelDropout(0.4), MeanSquaredError")]
    [InlineData("Linear(4), CrossEntropy")]
    [InlineData("Linear(4), Softmax, CrossEntropy(labelSmoothing: 0.2)")]
    [InlineData("Linear(4), CrossEntropy(ignore: 1, Weights = [0.5, 7, 2, 0])")]
    [InlineData("Conv(4, 3), PixelCrossEntropy")]
    [InlineData("Conv(4, 3), PixelCrossEntropy(labelSmoothing: 0.2, ignore: 2, Weights = [0.5, 1, 3, 0])")]
    [InlineData("Normalize(0.2, 0.7), Conv(3, 3), BatchNorm, ReLU, MaxPool(2), Linear(4)")]
    public void OracleGradients_MatchCentralDifferences(string layers) => Check($"[CnnModel(2, 6, 5)] [{layers}] public partial class Net;");

    /// <summary>Several outputs, each with answers of its own; auxiliary ones have those of the output that they help.</summary>
    [Theory]
    [InlineData("CrossEntropy(ignore: 1)", "CrossEntropy(labelSmoothing: 0.2)")]
    [InlineData("MeanSquaredError", "MeanSquaredError")]
    public void OracleGradients_OfSeveralOutputs_MatchCentralDifferences(string first, string second) => Check($$"""
        [CnnModel(2, 6, 5)]
        public partial class Net
        {
            [Auxiliary(0.4), Linear(3), {{first}}] public static partial Stage Hint { get; }
            [From(Stage.Input), Linear(3), {{first}}] public static partial Stage A { get; }
            [From(Stage.Input), Linear(4), {{second}}] public static partial Stage B { get; }
        }
        """);

    [Theory]
    [InlineData("2")]
    [InlineData("3, stride: 1, padding: 1")]
    [InlineData("[2, 3], stride: [1, 2], padding: [1, 0]")]
    public void OracleGradients_OfUnpooling_MatchCentralDifferences(string pool) => Check($$"""
        [CnnModel(2, 6, 5)]
        public partial class Net
        {
            [MaxPool({{pool}})] public static partial Stage Down { get; }
            [Conv(2, 1), MaxUnpool(nameof(Down)), MeanSquaredError] public static partial Stage Up { get; }
        }
        """);

    private static void Check(string declaration)
    {
        ModelSpec spec = Declaration.Parse(declaration).Specs.Single();
        OracleNetwork oracle = new(spec);
        Random random = new(3);
        const int Samples = 3;
        Dictionary<string, double[]> parameters = oracle.Parameters.ToDictionary(p => p.Name, p => Sequence((int)p.Count, random, p.Name.EndsWith("var", StringComparison.Ordinal) ? 2 : 0));
        OracleRun run = new(parameters, Samples)
        {
            Labels = [.. oracle.Answered.Select(output => Enumerable.Range(0, Samples * output.Shape.Pixels).Select(i => i % output.Shape.Channels).ToArray())],
            Targets = [.. oracle.Answered.Select(output => Sequence((int)(Samples * output.Shape.Count), random, 0))],
            Seed = 1,
        };
        double[] images = Sequence((int)(Samples * oracle.Input.Count), random, 0);
        oracle.Gradients(run, images);

        CheckGradient("the input", images, run.InputGradient, () => oracle.Loss(run, images));
        foreach ((string name, double[] gradient) in run.Gradients)
            CheckGradient(name, parameters[name], gradient, () => oracle.Loss(run, images));
    }

    private static void CheckGradient(string name, double[] values, double[] gradient, Func<double> loss)
    {
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            values[i] = value + Step;
            double above = loss();
            values[i] = value - Step;
            double below = loss();
            values[i] = value;
            double difference = (above - below) / (2 * Step);

            // torch.autograd.gradcheck's defaults.
            Assert.True(Math.Abs(difference - gradient[i]) <= 1e-5 + (1e-3 * Math.Abs(difference)), $"{name}[{i}]: {gradient[i]}, by differences {difference}");
        }
    }

    private static double[] Sequence(int count, Random random, double offset)
    {
        double[] values = [.. Enumerable.Range(0, count).Select(i => offset + 0.03 + ((i + 0.5 - (count / 2.0)) * 2.0 / count))];
        random.Shuffle(values);
        return values;
    }
}
