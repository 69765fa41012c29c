using System.Diagnostics;
using CnnGen.Data;
using CnnGen.Tests.Harness;
using CnnGen.Training;

namespace CnnGen.Tests.Networks;

/// <summary>The networks of the samples, as their source files declare them. Alone in the process, so that what it allocates is known.</summary>
[CollectionDefinition(nameof(SampleNetworkTests), DisableParallelization = true)]
[Collection(nameof(SampleNetworkTests))]
public sealed class SampleNetworkTests
{
    private static readonly Declaration Samples = Declaration.Parse(
        Sample("Quickstart/Models.cs"), Sample("Embedded/DigitDrawing.cs"), Sample("Embedded/DigitNet.cs"));

    private static readonly ImageSet Images = NoiseImages(side: 28);

    [Theory]
    [InlineData("Quickstart.QuickNet", 1)]
    [InlineData("Quickstart.LeNet5", 1)]
    [InlineData("Quickstart.QuickNet", 2)]
    [InlineData("Quickstart.LeNet5", 2)]
    [InlineData("Embedded.DigitNet", 1)]
    public void HundredRunsAndSteps_AllocateNothing(string name, int threads)
    {
        const int Batch = 4, Times = 100;
        Model model = Samples.Create(name);
        using Predictor predictor = model.CreatePredictor(Batch, threads);
        Batcher batch = new(NoiseImages((int)Math.Sqrt(predictor.FloatsPerImage)), Batch);
        batch.Next();
        using ClassifierTrainer trainer = (ClassifierTrainer)model.CreateTrainer(Batch, new Sgd(LearningRate.Cosine(0.01f, 1000, warmup: 10), momentum: 0.9f), threads: threads);
        Exercise(predictor, trainer, batch, Times / 4);

        // The test host's own threads allocate as time goes by; a step that allocates does so every time, an object at the least.
        const int SmallestObject = 24, Attempts = 10;
        List<(long Thread, long Process)> measured = [];
        for (int i = 0; i < Attempts && (i == 0 || measured[^1].Process >= Times * SmallestObject); i++)
        {
            long start = Stopwatch.GetTimestamp(), thread = GC.GetAllocatedBytesForCurrentThread(), process = GC.GetTotalAllocatedBytes(precise: true);
            Exercise(predictor, trainer, batch, Times);
            (thread, process) = (GC.GetAllocatedBytesForCurrentThread() - thread, GC.GetTotalAllocatedBytes(precise: true) - process);
            measured.Add((thread, process < Times * SmallestObject ? process : process - AllocatedWithin(Stopwatch.GetElapsedTime(start))));
        }

        Assert.All(measured, bytes => Assert.Equal(0, bytes.Thread));
        Assert.True(measured[^1].Process < Times * SmallestObject, string.Join(", ", measured));
    }

    [Theory]
    [InlineData("Quickstart.QuickNet")]
    [InlineData("Quickstart.LeNet5")]
    public void OneSeed_GivesBitIdenticalWeightsAfterAnEpoch(string name)
    {
        Assert.Equal(Epoch(name, seed: 1), Epoch(name, seed: 1));
        Assert.NotEqual(Epoch(name, seed: 1), Epoch(name, seed: 2));
    }

    [Theory]
    [InlineData("Quickstart.QuickNet")]
    [InlineData("Quickstart.LeNet5")]
    public void AnyNumberOfThreads_GivesBitIdenticalWeightsAndScores(string name)
    {
        byte[] weights = Epoch(name, seed: 1);
        Model model = Samples.Create(name, seed: 1);
        Batcher batch = new(Images, batch: 40);
        batch.Next();
        using Predictor alone = model.CreatePredictor(40);
        float[] scores = alone.Run(batch.Images).ToArray();
        for (int threads = 2; threads <= FineCuts.MostThreads; threads++)
        {
            Assert.Equal(weights, Epoch(name, seed: 1, threads));
            using Predictor predictor = model.CreatePredictor(40, threads);
            Assert.Equal(scores, predictor.Run(batch.Images).ToArray());
        }
    }

    /// <summary>What the process allocates while the caller sleeps.</summary>
    private static long AllocatedWithin(TimeSpan time)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Thread.Sleep(time);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    private static string Sample(string file) =>
        "using System; using System.IO;\n" + File.ReadAllText(Path.Combine(Repository.Root, "samples", file));

    private static ImageSet NoiseImages(int side) => new(
        1, side, side, [.. Enumerable.Range(0, 10).Select(i => $"{i}")],
        Enumerable.Range(0, 200 * side * side).Select(i => (byte)(i * 2654435761 >> 24)).ToArray(), Enumerable.Range(0, 200).Select(i => i * 7 % 10).ToArray());

    private static byte[] Epoch(string name, int seed, int threads = 1)
    {
        Model model = Samples.Create(name, seed);
        Batcher batches = new(Images, batch: 32, seed);
        using ClassifierTrainer trainer = (ClassifierTrainer)model.CreateTrainer(32, new Sgd(0.01f, momentum: 0.9f, nesterov: true, weightDecay: 1e-4f), seed, threads);
        while (batches.Next())
            trainer.Step(batches.Images, batches.Labels);
        using MemoryStream weights = new();
        model.Save(weights);
        return weights.ToArray();
    }

    private static void Exercise(Predictor predictor, ClassifierTrainer trainer, Batcher batch, int times)
    {
        for (int i = 0; i < times; i++)
        {
            predictor.Run(batch.Images);
            trainer.Step(batch.Images, batch.Labels);
        }
    }
}
