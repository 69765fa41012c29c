using CnnGen.Tests.Harness;
using CnnGen.Training;

namespace CnnGen.Tests.Layers;

/// <summary>Normalisations of single samples: what the oracle's tolerance would not see, and what holds to the last bit.</summary>
public sealed class SampleNormTests
{
    /// <summary>At a mean of a thousand deviations E[x^2] - E[x]^2 is all rounding in single precision; about the mean it is not.</summary>
    [Theory]
    [InlineData("LayerNorm", 1)]
    [InlineData("InstanceNorm", 20)]
    [InlineData("GroupNorm(4)", 4)]
    public void Output_AtAMeanOfAThousandDeviations_IsRight(string layer, int groups)
    {
        const int Channels = 20, Pixels = 99, Count = Channels * Pixels;
        Random random = new(1);
        float[] image = [.. Enumerable.Range(0, Count).Select(_ => 1000 + (2 * random.NextSingle()) - 1)];
        float[] actual = Predict($"[CnnModel({Channels}, 9, 11)] [{layer}, MeanSquaredError]", image);
        foreach ((float[] values, int start) in image.Chunk(Count / groups).Select((chunk, i) => (chunk, i * Count / groups)))
        {
            double mean = values.Average(value => (double)value), variance = values.Average(value => (value - mean) * (value - mean));
            for (int i = 0; i < values.Length; i++)
                Assert.Equal((values[i] - mean) / Math.Sqrt(variance + 1e-5), actual[start + i], tolerance: 2e-4);
        }
    }

    /// <summary>A flat channel is 0 after normalisation: a mean off by a rounding would leave that, three hundred times as large.</summary>
    [Theory]
    [InlineData("InstanceNorm")]
    [InlineData("GroupNorm(3)")]
    [InlineData("LayerNorm")]
    public void ConstantMap_BecomesZero(string layer)
    {
        foreach (float value in (float[])[0.1f, -1.7f, 1e4f, 3.3e-5f])
            Assert.All(Predict($"[CnnModel(3, 7, 13)] [{layer}, MeanSquaredError]", [.. Enumerable.Repeat(value, 3 * 91)]), score => Assert.Equal(0, score));
    }

    [Theory]
    [InlineData("InstanceNorm", "GroupNorm(10, affine: false)")]
    [InlineData("InstanceNorm(0.1, affine: true)", "GroupNorm(10, 0.1)")]
    [InlineData("LayerNorm", "GroupNorm(1)")]
    [InlineData("LayerNorm(affine: false)", "GroupNorm(1, affine: false)")]
    [InlineData("InstanceNorm, ReLU", "InstanceNorm, LeakyReLU(0)")]
    public void SameStatistics_GiveTheSameBits(string layer, string same)
    {
        float[] image = Numbers(10 * 35, seed: 2);
        Assert.Equal(Predict($"[CnnModel(10, 5, 7)] [{layer}, MeanSquaredError]", image), Predict($"[CnnModel(10, 5, 7)] [{same}, MeanSquaredError]", image));
    }

    [Theory]
    [InlineData("LayerNorm, ReLU")]
    [InlineData("GroupNorm(5), LeakyReLU(0.1)")]
    [InlineData("LocalResponseNorm(4, alpha: 1), ReLU")]
    public void Sample_DoesNotDependOnItsBatch(string layers)
    {
        const int Size = 10 * 35;
        float[] images = Numbers(3 * Size, seed: 3);
        float[] together = Predict($"[CnnModel(10, 5, 7)] [{layers}, MeanSquaredError]", images, samples: 3);
        for (int sample = 0; sample < 3; sample++)
            Assert.Equal(Predict($"[CnnModel(10, 5, 7)] [{layers}, MeanSquaredError]", images[(sample * Size)..((sample + 1) * Size)]), together[(sample * Size)..((sample + 1) * Size)]);
    }

    [Fact]
    public void Parameters_HaveTheShapesOfPyTorch()
    {
        Model model = Declaration.Parse("[CnnModel(6, 4, 5)] [LayerNorm, GroupNorm(2), InstanceNorm, InstanceNorm(affine: true), Linear(9), LayerNorm] public partial class Net;").Create("Net");
        Assert.Equal(
            ["layerNorm1.weight 6 4 5", "layerNorm1.bias 6 4 5", "groupNorm1.weight 6", "groupNorm1.bias 6", "instanceNorm2.weight 6", "instanceNorm2.bias 6", "layerNorm2.weight 9", "layerNorm2.bias 9"],
            model.Parameters.Infos.Where(info => !info.Name.StartsWith("linear", StringComparison.Ordinal)).Select(info => $"{info.Name} {string.Join(' ', info.Shape)}"));
        Assert.All(model.Parameters.ToArray("layerNorm1.weight"), value => Assert.Equal(1, value));
        Assert.All(model.Parameters.ToArray("layerNorm1.bias"), value => Assert.Equal(0, value));
    }

    /// <summary>Few channels, single pixels, windows wider than the map, statistics over two values: the corners of shapes, against the oracle.</summary>
    [Fact]
    public void Corners_AgreeWithTheOracle()
    {
        string[] chains =
        [
            "[CnnModel(1, 1, 9)] [LayerNorm, MeanSquaredError]", "[CnnModel(24, 1, 1)] [LayerNorm, ReLU, Linear(3)]", "[CnnModel(6, 1, 1)] [GroupNorm(3), MeanSquaredError]",
            "[CnnModel(2, 1, 2)] [InstanceNorm, MeanSquaredError]", "[CnnModel(33, 3, 2)] [GroupNorm(11), LeakyReLU(0.1), Conv(4, 2), MeanSquaredError]",
            "[CnnModel(1, 3, 3)] [LocalResponseNorm(5, alpha: 2), MeanSquaredError]", "[CnnModel(3, 1, 1)] [LocalResponseNorm(40, alpha: 60, beta: 1), MeanSquaredError]",
            "[CnnModel(40, 2, 3)] [LocalResponseNorm(40, alpha: 9, beta: 0.3), ReLU, MeanSquaredError]", "[CnnModel(20, 4, 1)] [LocalResponseNorm(2, 3, 0, 2), MeanSquaredError]",
        ];
        Declaration declaration = Declaration.Parse(string.Join("\n", chains.Select((chain, i) => $"{chain} public partial class Net{i};")));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < chains.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i).Run();
    }

    /// <summary>Ones everywhere count the channels of each window: an even one reaches one further down than up, as PyTorch pads it.</summary>
    [Theory]
    [InlineData(1, new[] { 1, 1, 1, 1, 1, 1 })]
    [InlineData(2, new[] { 1, 2, 2, 2, 2, 2 })]
    [InlineData(3, new[] { 2, 3, 3, 3, 3, 2 })]
    [InlineData(4, new[] { 2, 3, 4, 4, 4, 3 })]
    [InlineData(5, new[] { 3, 4, 5, 5, 4, 3 })]
    [InlineData(13, new[] { 6, 6, 6, 6, 6, 6 })]
    public void ResponseWindow_IsCentredAsInPyTorch(int size, int[] counts)
    {
        float[] scores = Predict($"[CnnModel(6, 1, 1)] [LocalResponseNorm({size}, alpha: {size}, beta: 1), MeanSquaredError]", [1, 1, 1, 1, 1, 1]);
        Assert.Equal(counts, scores.Select(score => (int)Math.Round(1 / score) - 1));
    }

    [Fact]
    public void StepsAllocateNothing()
    {
        Model model = Declaration.Parse(
            "[CnnModel(8, 6, 6)] [Conv(8, 3), LayerNorm, ReLU, GroupNorm(2), InstanceNorm, LocalResponseNorm(5), Linear(4)] public partial class Net;").Create("Net");
        using ClassifierTrainer trainer = (ClassifierTrainer)model.CreateTrainer(4, new Sgd(0.01f));
        float[] images = Numbers(4 * 8 * 36, seed: 4);
        int[] labels = [0, 1, 2, 3];
        trainer.Step(images, labels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            trainer.Step(images, labels);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static float[] Predict(string attributes, float[] images, int samples = 1)
    {
        using Predictor predictor = Declaration.Parse($"{attributes} public partial class Net;").Create("Net").CreatePredictor(samples);
        return predictor.Run(images).ToArray();
    }

    private static float[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
