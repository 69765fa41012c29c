using CnnGen.Tests.Harness;
using CnnGen.Training;

namespace CnnGen.Tests.Sessions;

/// <summary>Sessions of networks whose output is a map: scores and classes of each pixel, labels for each.</summary>
public sealed class PixelTests
{
    private const int Height = 5, Width = 6, Pixels = Height * Width, Samples = 3, Void = 255;

    private static readonly Declaration Nets = Declaration.Parse("""
        [CnnModel(2, 5, 6)] [Conv(11, 3, padding: 1), BatchNorm, ReLU, Conv(4, 1), PixelCrossEntropy(ignore: 255)] public partial class Net;
        [CnnModel(2, 5, 6)] [Conv(4, 1, bias: false), PixelCrossEntropy(0.1, ignore: 255, Weights = [1, 2, 0, 4])] public partial class Weighted;
        [CnnModel(2, 5, 6)] [Conv(4, 1, bias: false), PixelCrossEntropy] public partial class Plain;
        [CnnModel(3, 1, 1)] [Linear(3, bias: false), CrossEntropy(ignore: 255)] public partial class Flat;
        [CnnModel(2, 1, 2)] [Conv(257, 1), PixelCrossEntropy] public partial class Many;
        [CnnModel(2, 3, 3)] [Conv(256, 1), PixelCrossEntropy] public partial class Bytes;
        """);

    private readonly float[] _images = [.. Enumerable.Range(0, Samples * 2 * Pixels).Select(i => MathF.Sin(i))];
    private readonly byte[] _labels = [.. Enumerable.Range(0, Samples * Pixels).Select(i => (byte)(i % 5 == 0 ? Void : i % 4))];

    [Fact]
    public void Scores_AreNchw()
    {
        // Class k of a pixel is channel k % 2 of the image times k + 1.
        Model model = Nets.Create("Plain");
        model.Parameters.Set("conv1.weight", [1, 0, 0, 2, 3, 0, 0, 4]);
        using Predictor predictor = model.CreatePredictor(Samples);
        float[] scores = predictor.Run(_images).ToArray();
        Assert.Equal(4 * Pixels, predictor.ScoresPerSample);
        for (int i = 0; i < scores.Length; i++)
        {
            int sample = i / (4 * Pixels), k = i / Pixels % 4;
            Assert.Equal((k + 1) * _images[(((2 * sample) + (k % 2)) * Pixels) + (i % Pixels)], scores[i]);
        }
    }

    [Theory]
    [InlineData("Net")]
    [InlineData("Bytes")]
    public void Classes_AreThoseOfTheLargestScores(string name)
    {
        // More samples than a predictor takes at a time.
        const int Many = 100;
        Model model = Nets.Create(name, seed: 4);
        using Predictor predictor = model.CreatePredictor(Many);
        float[] images = [.. Enumerable.Range(0, Many * predictor.FloatsPerImage).Select(i => MathF.Sin(i * 0.7f))];
        byte[] classes = predictor.Classify(images).ToArray();
        float[] scores = predictor.Run(images).ToArray();
        int pixels = classes.Length / Many, channels = predictor.ScoresPerSample / pixels;
        for (int i = 0; i < classes.Length; i++)
        {
            float[] pixel = [.. Enumerable.Range(0, channels).Select(k => scores[(((i / pixels * channels) + k) * pixels) + (i % pixels)])];
            Assert.Equal(Array.IndexOf(pixel, pixel.Max()), classes[i]);
        }

        Assert.True(classes.Distinct().Count() > 1);
    }

    [Fact]
    public void Classes_OfAFlatOutput_AreThoseOfTheSamples()
    {
        Model model = Nets.Create("Flat");
        model.Parameters.Set("linear1.weight", [1, 0, 0, 0, 1, 0, 0, 0, 1]);
        using Predictor predictor = model.CreatePredictor(4);
        Assert.Equal([1, 0, 2, 0], predictor.Classify([-3, -2, -2, 7, 7, 7, -5, -4, -3, 0, 0, 0]).ToArray());
    }

    [Fact]
    public void ClassesBeyondABytesRange_AreRefused()
    {
        using Predictor predictor = Nets.Create("Many").CreatePredictor();
        Assert.Contains("257 classes", Assert.Throws<InvalidOperationException>(() => predictor.Classify(new float[4]).Length).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongImages_ThrowAsRunDoes_AndClassesOutliveThePredictor()
    {
        Predictor predictor = Nets.Create("Net").CreatePredictor(1);
        byte[] expected = predictor.Classify(_images.AsSpan(0, 2 * Pixels)).ToArray();
        ReadOnlySpan<byte> classes = predictor.Classify(_images.AsSpan(0, 2 * Pixels));
        Assert.Throws<ArgumentException>(() => predictor.Classify(new float[7]).Length);
        Assert.Throws<ArgumentException>(() => predictor.Classify(_images).Length);
        predictor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => predictor.Classify(_images).Length);
        Assert.Equal(expected, classes.ToArray());
    }

    [Fact]
    public void Loss_IsTheMeanByTheWeightsOfTheLabels()
    {
        // All scores are 0, so that each class has probability 1/4 and each label costs log 4.
        using ClassifierTrainer trainer = Trainer("Weighted", rate: 0);
        Assert.Equal(Math.Log(4) * (0.9 + (0.1 * 7 / 4 / 2)), trainer.Loss(new float[2 * Pixels], Repeat(1)), 1e-6);
        byte[] half = [.. Repeat(1).Select((label, i) => i % 2 == 0 ? label : (byte)3)];
        Assert.Equal(Math.Log(4) * (0.9 + (0.1 * 7 / 4 / 3)), trainer.Loss(new float[2 * Pixels], half), 1e-6);
    }

    [Theory]
    [InlineData(Void)]
    [InlineData(2)]
    public void BatchInWhichNothingCounts_HasLossAndGradientsOfZero(byte label)
    {
        using ClassifierTrainer trainer = Trainer("Weighted", rate: 0.1f);
        byte[] labels = [.. Enumerable.Repeat(label, Samples * Pixels)];
        Assert.Equal(0, trainer.ComputeGradients(_images, labels));
        Assert.All(trainer.Gradients.ToArray("conv1.weight"), gradient => Assert.Equal(0, gradient));
        Assert.All(trainer.InputGradient.ToArray(), gradient => Assert.Equal(0, gradient));
        Assert.Equal(0, trainer.Step(_images, labels));
    }

    [Fact]
    public void IgnoredPixels_HaveNoGradient()
    {
        using ClassifierTrainer trainer = Trainer("Weighted", rate: 0.1f);
        trainer.ComputeGradients(_images, _labels);
        for (int i = 0; i < _images.Length; i++)
        {
            bool ignored = _labels[(i / (2 * Pixels) * Pixels) + (i % Pixels)] == Void;
            Assert.Equal(ignored, trainer.InputGradient[i] == 0);
        }
    }

    [Fact]
    public void NaNInAnIgnoredPixel_ThrowsAndChangesNothing()
    {
        Model model = Nets.Create("Plain", seed: 1);
        using ClassifierTrainer trainer = (ClassifierTrainer)model.CreateTrainer(1, new Sgd(0.1f));
        float[] before = model.Parameters.ToArray("conv1.weight"), image = new float[2 * Pixels];
        image[0] = float.NaN;
        int[] labels = new int[Pixels];
        labels[0] = -100;
        Assert.Throws<NotFiniteNumberException>(() => trainer.Step(image, labels));
        Assert.Equal(before, model.Parameters.ToArray("conv1.weight"));
    }

    [Fact]
    public void WrongLabels_ThrowAndChangeNothing()
    {
        using ClassifierTrainer trainer = Trainer("Net", rate: 0.1f), plain = Trainer("Plain", rate: 0.1f), flat = Trainer("Flat", rate: 0.1f);
        Assert.Contains("5 x 6, one for each pixel", Assert.Throws<ArgumentException>(() => trainer.Step(_images, _labels.AsSpan(1))).Message, StringComparison.Ordinal);
        byte[] wrong = [.. _labels];
        wrong[7] = 4;
        string message = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(_images, wrong)).Message;
        Assert.Contains("Label 7 is 4; the model has classes 0 to 3. 255 marks what does not count.", message, StringComparison.Ordinal);
        message = Assert.Throws<ArgumentOutOfRangeException>(() => plain.Step(_images, _labels)).Message;
        Assert.Contains("Label 0 is 255", message, StringComparison.Ordinal);
        Assert.Contains("'ignore'", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => flat.Loss(new float[6], [1, -1]));
        Assert.Equal(flat.Loss(new float[3], [1]), flat.Loss(new float[6], [1, 255]));
        Assert.Equal((0, 0), (trainer.Steps, plain.Steps));
    }

    [Fact]
    public void Training_LearnsEachPixel()
    {
        Model model = Nets.Create("Net", seed: 2);
        byte[] labels = [.. _labels.Select((label, i) => label == Void ? label : (byte)(_images[(i / Pixels * 2 * Pixels) + (i % Pixels)] > 0 ? 3 : 1))];
        using ClassifierTrainer trainer = (ClassifierTrainer)model.CreateTrainer(Samples, new Sgd(0.1f, momentum: 0.9f));
        for (int i = 0; i < 200; i++)
            trainer.Step(_images, labels);
        using Predictor predictor = model.CreatePredictor(Samples);
        ConfusionMatrix confusion = new(classes: 4, ignore: Void);
        confusion.Add(labels, predictor.Classify(_images));
        Assert.Equal(labels.Count(label => label != Void), confusion.Total);
        Assert.True(confusion.Accuracy > 0.98 && confusion.MeanIntersectionOverUnion > 0.95, $"{confusion.Accuracy}");
    }

    [Fact]
    public void RunsAndSteps_AllocateNothing()
    {
        Model model = Nets.Create("Net");
        using Predictor predictor = model.CreatePredictor(Samples);
        using ClassifierTrainer trainer = (ClassifierTrainer)model.CreateTrainer(Samples, new Sgd(0.01f, momentum: 0.9f));
        ConfusionMatrix confusion = new(classes: 4, ignore: Void);
        Exercise(20);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Exercise(100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Exercise(int times)
        {
            for (int i = 0; i < times; i++)
            {
                predictor.Run(_images);
                confusion.Add(_labels, predictor.Classify(_images));
                trainer.Step(_images, _labels);
            }
        }
    }

    private static byte[] Repeat(byte label) => [.. Enumerable.Repeat(label, Pixels)];

    private static ClassifierTrainer Trainer(string name, float rate) => (ClassifierTrainer)Nets.Create(name).CreateTrainer(Samples, new Sgd(rate));
}
