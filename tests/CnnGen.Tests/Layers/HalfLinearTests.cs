extern alias Library;

using CnnGen.Tests.Harness;
using CsCheck;
using HalfLinear = Library::CnnGen.Kernels.HalfLinear;

namespace CnnGen.Tests.Layers;

/// <summary>Linear layers whose weights predictors keep as bfloat16.</summary>
public sealed class HalfLinearTests
{
    private const int Samples = 3;

    /// <summary>Whole and last panels of every width, maps with a border, an activation in a pass of its own, a norm folded in, a sum of two maps.</summary>
    [Theory]
    [InlineData("Linear(7)", 5, 1, 1)]
    [InlineData("Linear(64)", 31, 2, 3)]
    [InlineData("Linear(150), ReLU, Linear(33), Sigmoid, Linear(16)", 6, 3, 2)]
    [InlineData("Conv(20, 3, padding: 1), Linear(77), BatchNorm, LeakyReLU(0.1), Linear(10)", 3, 5, 4)]
    public void Scores_AreThoseOfTheRoundedWeights(string layers, int channels, int height, int width)
    {
        Model half = Create(layers, channels, height, width, ", LinearWeights = WeightFormat.BFloat16"), single = Create(layers, channels, height, width, "");
        float[] images = [.. Enumerable.Range(0, Samples * channels * height * width).Select(i => MathF.Sin(i * 0.7f))];
        float[] scores = Scores(half, images, threads: 1);
        foreach (float[] other in Enumerable.Range(2, FineCuts.MostThreads - 1).Select(threads => Scores(half, images, threads)))
            Assert.Equal(scores, other);
        float[] exact = Scores(single, images, threads: 1);
        float spread = exact.Max(MathF.Abs);
        Assert.All(scores.Zip(exact), pair => Assert.InRange(pair.First, pair.Second - (0.01f * spread), pair.Second + (0.01f * spread)));
        Assert.NotEqual(exact, scores);

        RoundWeights(half);
        RoundWeights(single);
        if (!layers.Contains("BatchNorm", StringComparison.Ordinal))
            Assert.All(Scores(half, images, threads: 1).Zip(Scores(single, images, threads: 1)), pair => Assert.Equal(pair.Second, pair.First, 1e-5f * spread));
    }

    [Fact]
    public void SumOfAShortcut_IsAdded()
    {
        const string Stages = """
            public partial class Net
            {
                [Linear(40)] public static partial Stage First { get; }
                [Linear(40), ReLU, Linear(40)] public static partial Stage Second { get; }
                [Add(nameof(First), nameof(Second)), ReLU, Linear(5)] public static partial Stage Scores { get; }
            }
            """;
        Declaration declaration = Declaration.Parse($"[CnnModel(3, 4, 4, LinearWeights = WeightFormat.BFloat16)] {Stages}");
        Assert.Contains("added", declaration.Sources["Net.Predictor.g.cs"], StringComparison.Ordinal);
        Model half = declaration.Create("Net"), single = Declaration.Parse($"[CnnModel(3, 4, 4)] {Stages}").Create("Net");
        float[] images = [.. Enumerable.Range(0, Samples * 48).Select(i => MathF.Sin(i))];
        RoundWeights(half);
        RoundWeights(single);
        Assert.All(Scores(half, images, threads: 1).Zip(Scores(single, images, threads: 1)), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    /// <summary>A trainer keeps floats, and a predictor sees what it has made of them.</summary>
    [Fact]
    public void Training_IsThatOfFloats()
    {
        Model half = Create("Linear(12), ReLU, Linear(4)", 2, 3, 3, ", LinearWeights = WeightFormat.BFloat16"), single = Create("Linear(12), ReLU, Linear(4)", 2, 3, 3, "");
        float[] images = [.. Enumerable.Range(0, Samples * 18).Select(i => MathF.Sin(i))];
        using ClassifierTrainer first = (ClassifierTrainer)half.CreateTrainer(Samples, new CnnGen.Training.Sgd(0.1f)), second = (ClassifierTrainer)single.CreateTrainer(Samples, new CnnGen.Training.Sgd(0.1f));
        for (int step = 0; step < 3; step++)
            Assert.Equal(second.Step(images, [0, 1, 2]), first.Step(images, [0, 1, 2]));
        float[] exact = Scores(single, images, threads: 1);
        Assert.All(Scores(half, images, threads: 1).Zip(exact), pair => Assert.Equal(pair.Second, pair.First, 0.01f * exact.Max(MathF.Abs)));
    }

    [Fact]
    public void Prediction_AllocatesNothing()
    {
        float[] images = new float[Samples * 18];
        using Predictor predictor = Create("Linear(150), Tanh, Linear(4)", 2, 3, 3, ", LinearWeights = WeightFormat.BFloat16").CreatePredictor(Samples);
        predictor.Run(images);
        long before = GC.GetAllocatedBytesForCurrentThread();
        predictor.Run(images);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Rounding_IsToTheNearestAndEven()
    {
        Gen.Float.Sample(value =>
        {
            float rounded = Widen(HalfLinear.Round(value));
            if (float.IsNaN(value))
                return float.IsNaN(rounded);
            if (float.IsInfinity(rounded))
                return MathF.Abs(value) >= 3.39e38f;
            float below = Widen((ushort)(HalfLinear.Round(value) - 1)), above = Widen((ushort)(HalfLinear.Round(value) + 1)), error = MathF.Abs(rounded - value);
            return !(MathF.Abs(below - value) < error) && !(MathF.Abs(above - value) < error) && error <= MathF.Max(MathF.Abs(value) / 256, float.Epsilon * 65536);
        });
        Assert.Equal(0x3F80, HalfLinear.Round(1 + (1f / 256)));
        Assert.Equal(0x3F82, HalfLinear.Round(1 + (3f / 256)));
        Assert.Equal(0x8000, HalfLinear.Round(-0f));
    }

    [Fact]
    public void Emission_NamesTheFormat()
    {
        IReadOnlyDictionary<string, string> sources = Declaration.Parse("[CnnModel(2, 3, 3, LinearWeights = WeightFormat.BFloat16)] [Linear(70)] public partial class Net;").Sources;
        Assert.Contains("linear of the flattened map, bias, weights in bfloat16", sources["Net.Predictor.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("bfloat16", sources["Net.Trainer.g.cs"], StringComparison.Ordinal);
        Assert.Contains("= new(InputMap, Linear1Map)", sources["Net.Predictor.g.cs"], StringComparison.Ordinal);
    }

    private static float Widen(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    private static void RoundWeights(Model model)
    {
        foreach (string name in model.Parameters.Infos.Select(info => info.Name).Where(name => name.EndsWith("weight", StringComparison.Ordinal)))
            model.Parameters.Set(name, [.. model.Parameters.ToArray(name).Select(value => Widen(HalfLinear.Round(value)))]);
    }

    private static Model Create(string layers, int channels, int height, int width, string options)
    {
        Declaration declaration = Declaration.Parse($"[CnnModel({channels}, {height}, {width}{options})] [{layers}] public partial class Net;");
        Assert.Empty(declaration.Problems);
        return declaration.Create("Net", seed: 1);
    }

    private static float[] Scores(Model model, float[] images, int threads)
    {
        using Predictor predictor = model.CreatePredictor(Samples, threads);
        return [.. predictor.Run(images)];
    }
}
