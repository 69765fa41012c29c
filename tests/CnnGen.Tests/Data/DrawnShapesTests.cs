using System.Security.Cryptography;
using CnnGen.Data;
using CnnGen.Tests.Harness;
using CnnGen.Training;
using Quickstart;

namespace CnnGen.Tests.Data;

/// <summary>The shapes that the Quickstart draws where there are no files.</summary>
public sealed class DrawnShapesTests
{
    private const int Batch = 64;

    /// <summary>The data must be hard enough that convolutions have something to do; trained and tested on the program's own images.</summary>
    [Fact]
    public void LinearClassifier_StaysBelowNinetyPercent()
    {
        const int Epochs = 8;
        ImageSet training = DrawnShapes.Draw(0, 8_000, seed: 1), test = DrawnShapes.Draw(9_000, 2_000, seed: 1);
        Assert.True(training.Classes.Count >= 10);
        Model model = Declaration.Parse("[CnnModel(1, 28, 28)] [Normalize(0.3, 0.3), Linear(10)] public partial class LinearClassifier;").Create("LinearClassifier");
        Batcher batches = new(training, Batch, seed: 1);
        LearningRate rate = LearningRate.Cosine(0.003f, Epochs * batches.BatchesPerEpoch);
        using ClassifierTrainer trainer = (ClassifierTrainer)model.CreateTrainer(Batch, new Sgd(rate, momentum: 0.9f, weightDecay: 5e-4f));
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            batches.StartEpoch(epoch);
            while (batches.Next())
                trainer.Step(batches.Images, batches.Labels);
        }

        // From half on it has learnt what it can.
        Assert.InRange(Accuracy(model, test), 0.5, 0.9);
    }

    [Fact]
    public void Images_AreTheSameOnEveryMachine()
    {
        ImageSet images = DrawnShapes.Draw(100, 50, seed: 7);
        float[] pixels = new float[images.ImageSize];
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int i = 0; i < images.Count; i++)
        {
            images.CopyImage(i, pixels);
            hash.AppendData([.. pixels.Select(pixel => (byte)MathF.Round(pixel * 255)), (byte)images.Label(i)]);
        }

        // Written down, so that another machine or version must agree.
        Assert.Equal("715C6879B6D1C259", Convert.ToHexString(hash.GetHashAndReset())[..16]);
    }

    private static double Accuracy(Model model, ImageSet images)
    {
        Batcher batches = new(images, Batch, shuffle: false);
        using Predictor predictor = model.CreatePredictor(Batch);
        int right = 0;
        while (batches.Next())
        {
            ReadOnlySpan<byte> classes = predictor.Classify(batches.Images);
            for (int i = 0; i < classes.Length; i++)
                right += classes[i] == batches.Labels[i] ? 1 : 0;
        }

        return (double)right / images.Count;
    }
}
