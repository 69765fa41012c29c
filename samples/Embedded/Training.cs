using System.Diagnostics;
using CnnGen.Data;
using CnnGen.Training;

namespace Embedded;

/// <summary>Trains on digits drawn for each step: one seed gives the same weights, to the bit, wherever vectors are equally wide.</summary>
internal static class Training
{
    private const int Batch = 64, Steps = 1500;

    /// <summary>Digits of the test; their images are numbered from 0, those of training behind them.</summary>
    private const int TestImages = 2000;

    /// <summary>Trains a network and tells its progress.</summary>
    public static DigitNet Train(int seed)
    {
        DigitNet net = new(seed);
        using DigitNet.Trainer trainer = net.CreateTrainer(Batch, new Sgd(LearningRate.Cosine(peak: 0.05f, Steps, warmup: 50), momentum: 0.9f));
        float[] images = new float[Batch * DigitDrawing.Pixels];
        byte[] labels = new byte[Batch];
        float loss = 0;
        long ticks = 0;
        for (int step = 0; step < Steps; step++)
        {
            DrawMany(seed, TestImages + (step * Batch), images, labels);
            long start = Stopwatch.GetTimestamp();
            loss = trainer.Step(images, labels);
            ticks += Stopwatch.GetTimestamp() - start;
        }

        Console.WriteLine($"{Steps} steps of {Batch} digits, {Microseconds(ticks) / Steps:F0} us each; last loss {loss:F4}");
        return net;
    }

    /// <summary>The share of digits read rightly, of images that training with this seed has not seen.</summary>
    public static double Accuracy(DigitNet net, int seed)
    {
        using DigitNet.Predictor predictor = net.CreatePredictor();
        float[] images = new float[TestImages * DigitDrawing.Pixels];
        byte[] labels = new byte[TestImages];
        DrawMany(seed, first: 0, images, labels);
        int right = 0;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < TestImages; i++)
            right += predictor.Classify(images.AsSpan(i * DigitDrawing.Pixels, DigitDrawing.Pixels))[0] == labels[i] ? 1 : 0;
        Console.WriteLine($"{TestImages} digits read one by one, {Microseconds(Stopwatch.GetTimestamp() - start) / TestImages:F1} us each");
        return right / (double)TestImages;
    }

    private static void DrawMany(int seed, int first, Span<float> images, Span<byte> labels)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            CounterRandom random = new(seed, stream: -1 - first - i);
            labels[i] = (byte)random.NextBelow(10);
            DigitDrawing.Draw(labels[i], seed, first + i, images.Slice(i * DigitDrawing.Pixels, DigitDrawing.Pixels));
        }
    }

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;
}
