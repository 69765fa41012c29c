using CnnGen.Tests.Harness;
using CnnGen.Training;

namespace CnnGen.Tests.Layers;

public sealed class BatchNormTests
{
    /// <summary>At a mean of a thousand deviations E[x^2] - E[x]^2 is all rounding in single precision; gathered about the mean it is not.</summary>
    [Theory]
    [InlineData("BatchNorm, GlobalAvgPool, MeanSquaredError")]
    [InlineData("Conv(20, 1, bias: false), BatchNorm, GlobalAvgPool, MeanSquaredError")]
    public void Variance_AtAMeanOfAThousandDeviations_IsRight(string layers)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel(20, 9, 11)] [{layers}] public partial class Net;");
        Model model = declaration.Create("Net");
        if (model.Parameters.Infos.Any(info => info.Name == "conv1.weight"))
            model.Parameters.Set("conv1.weight", [.. Enumerable.Range(0, 400).Select(i => i / 20 == i % 20 ? 1f : 0f)]);
        Random random = new(1);
        const int Samples = 4, Pixels = 99;
        float[] images = [.. Enumerable.Range(0, Samples * 20 * Pixels).Select(_ => 1000 + (2 * random.NextSingle()) - 1)];
        using RegressionTrainer trainer = (RegressionTrainer)model.CreateTrainer(Samples, new Sgd(0.0f));
        trainer.Step(images, new float[Samples * 20]);

        float[] running = model.Parameters.ToArray("batchNorm1.running_var");
        for (int channel = 0; channel < 20; channel++)
        {
            double[] values = [.. Enumerable.Range(0, Samples * Pixels).Select(i => (double)images[(((i / Pixels * 20) + channel) * Pixels) + (i % Pixels)])];
            double mean = values.Average(), variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
            Assert.Equal(0.9 + (0.1 * variance), running[channel], tolerance: 1e-4);
        }
    }
}
