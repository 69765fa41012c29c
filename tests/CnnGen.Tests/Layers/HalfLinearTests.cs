extern alias Library;

using CnnGen.Tests.Harness;
using CnnGen.Training;
using CsCheck;
using HalfLinear = Library::CnnGen.Kernels.HalfLinear;

namespace CnnGen.Tests.Layers;

/// <summary>Linear layers whose weights predictors keep as bfloat16.</summary>
public sealed class HalfLinearTests
{
    private const int Samples = 3;

    private const string Half = ", LinearWeights = WeightFormat.BFloat16";

    /// <summary>Whole and last panels of every width, maps with a border, an activation in a pass of its own, a norm folded in.</summary>
    [Theory]
    [InlineData("Linear(7)", 5, 1, 1)]
    [InlineData("Linear(64)", 31, 2, 3)]
    [InlineData("Linear(150), ReLU, Linear(33), Sigmoid, Linear(16)", 6, 3, 2)]
    [InlineData("Conv(20, 3, padding: 1), Linear(77), BatchNorm, LeakyReLU(0.1), Linear(10)", 3, 5, 4)]
    public void Scores_AreNearThoseOfFloats(string layers, int channels, int height, int width)
    {
        float[] images = Images(channels * height * width);
        Model half = Create(layers, channels, height, width, Half);
        float[] scores = Scores(half, images, threads: 1), exact = Scores(Create(layers, channels, height, width), images, threads: 1);
        Assert.NotEqual(exact, scores);
        AssertNear(exact, scores, 0.01f);
        for (int threads = 2; threads <= FineCuts.MostThreads; threads++)
            Assert.Equal(scores, Scores(half, images, threads));
    }

    [Theory]
    [InlineData("Linear(7)", 5, 1, 1)]
    [InlineData("Linear(64)", 31, 2, 3)]
    [InlineData("Linear(150), ReLU, Linear(33), Sigmoid, Linear(16)", 6, 3, 2)]
    public void Scores_AreThoseOfTheRoundedWeights(string layers, int channels, int height, int width)
    {
        Model half = Create(layers, channels, height, width, Half), single = Create(layers, channels, height, width);
        RoundWeights(half);
        RoundWeights(single);
        float[] images = Images(channels * height * width);
        AssertNear(Scores(single, images, threads: 1), Scores(half, images, threads: 1), 1e-5f);
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
        Declaration declaration = Declaration.Parse($"[CnnModel(3, 4, 4{Half})] {Stages}");
        Assert.Contains("added:", declaration.Sources["Net.Predictor.g.cs"], StringComparison.Ordinal);
        Model half = declaration.Create("Net"), single = Declaration.Parse($"[CnnModel(3, 4, 4)] {Stages}").Create("Net");
        RoundWeights(half);
        RoundWeights(single);
        float[] images = Images(48);
        AssertNear(Scores(single, images, threads: 1), Scores(half, images, threads: 1), 1e-5f);
    }

    /// <summary>A trainer keeps floats, and a predictor sees what it has made of them.</summary>
    [Fact]
    public void Training_IsThatOfFloats()
    {
        Model half = Create("Linear(12), ReLU, Linear(4)", 2, 3, 3, Half), single = Create("Linear(12), ReLU, Linear(4)", 2, 3, 3);
        float[] images = Images(18);
        using ClassifierTrainer first = (ClassifierTrainer)half.CreateTrainer(Samples, new Sgd(0.1f)), second = (ClassifierTrainer)single.CreateTrainer(Samples, new Sgd(0.1f));
        for (int step = 0; step < 3; step++)
            Assert.Equal(second.Step(images, [0, 1, 2]), first.Step(images, [0, 1, 2]));
        AssertNear(Scores(single, images, threads: 1), Scores(half, images, threads: 1), 0.01f);
    }

    [Fact]
    public void Prediction_AllocatesNothing()
    {
        float[] images = new float[Samples * 18];
        using Predictor predictor = Create("Linear(150), Tanh, Linear(4)", 2, 3, 3, Half).CreatePredictor(Samples);
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
        IReadOnlyDictionary<string, string> sources = Declaration.Parse($"[CnnModel(2, 3, 3{Half})] [Linear(70)] public partial class Net;").Sources;
        Assert.Contains("linear of the flattened map, bias, weights in bfloat16", sources["Net.Predictor.g.cs"], StringComparison.Ordinal);
        Assert.DoesNotContain("bfloat16", sources["Net.Trainer.g.cs"], StringComparison.Ordinal);
        Assert.Contains("= new(InputMap, Linear1Map)", sources["Net.Predictor.g.cs"], StringComparison.Ordinal);
    }

    private static float[] Images(int floats) => [.. Enumerable.Range(0, Samples * floats).Select(i => MathF.Sin(i * 0.7f))];

    /// <summary>Within a share of the largest score.</summary>
    private static void AssertNear(float[] expected, float[] actual, float share) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, share * expected.Max(MathF.Abs)));

    private static float Widen(ushort value) => BitConverter.UInt32BitsToSingle((uint)value << 16);

    private static void RoundWeights(Model model)
    {
        foreach (string name in model.Parameters.Infos.Select(info => info.Name).Where(name => name.EndsWith("weight", StringComparison.Ordinal)))
            model.Parameters.Set(name, [.. model.Parameters.ToArray(name).Select(value => Widen(HalfLinear.Round(value)))]);
    }

    private static Model Create(string layers, int channels, int height, int width, string options = "")
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
