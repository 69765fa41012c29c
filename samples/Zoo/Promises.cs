using System.Globalization;
using System.Security.Cryptography;
using CnnGen;
using CnnGen.Training;
using Spectre.Console;

namespace Zoo;

/// <summary>What CnnGen promises of every network: predictions and training steps allocate nothing, and one seed gives the same bits each time.</summary>
internal static class Promises
{
    private const int Batch = 2;

    /// <summary>Small enough for a hundred steps on two samples to leave every loss finite.</summary>
    private const float LearningRate = 1e-5f;

    /// <summary>Samples and answers from a seed.</summary>
    private sealed record Exercise(float[] Images, int[] Labels, float[] Targets);

    /// <summary>What came of a model from a seed.</summary>
    /// <param name="Bytes">Managed memory that warm steps and predictions allocated.</param>
    /// <param name="Fingerprint">Of all scores, losses and final weights.</param>
    public readonly record struct Outcome(long Bytes, string Fingerprint);

    /// <summary>Trains a fresh model and predicts with it, on two samples.</summary>
    /// <param name="entry">The network.</param>
    /// <param name="times">How many steps, and how many predictions, once one of each has been made.</param>
    /// <param name="threads">The most threads of each.</param>
    /// <param name="allocated">Bytes allocated so far: by the calling thread or by the process.</param>
    public static Outcome Keep(Entry entry, int times, int threads, Func<long> allocated)
    {
        Model model = entry.Create(1);
        using Predictor predictor = model.CreatePredictor(Batch, threads);
        using Trainer trainer = model.CreateTrainer(Batch, new Sgd(LearningRate, momentum: 0.9f), seed: 1, threads);
        Exercise exercise = Draw(entry, predictor);
        float[] numbers = new float[times + (Batch * predictor.ScoresPerSample)];
        Run(predictor, trainer, exercise, numbers, 1);
        long before = allocated();
        Run(predictor, trainer, exercise, numbers, times);
        return new Outcome(allocated() - before, Fingerprint(model, numbers));
    }

    /// <summary>Checks every network: what the process allocates over many predictions and steps on two threads, and the bits of few on one and on two.</summary>
    /// <returns>Whether all keep what is promised.</returns>
    public static bool Check(IAnsiConsole console, IReadOnlyList<Entry> networks)
    {
        const int Few = 3, Many = 100, MostSeries = 8;
        bool all = true;
        foreach (Entry entry in networks)
        {
            bool repeats = Keep(entry, Few, threads: 1, InProcess).Fingerprint == Keep(entry, Few, threads: 2, InProcess).Fingerprint;
            long bytes = long.MaxValue;

            // The runtime allocates for itself now and then; what steps allocate, they allocate each time.
            for (int series = 0; series < MostSeries && bytes > 0; series++)
                bytes = Math.Min(bytes, Keep(entry, Many, threads: 2, InProcess).Bytes);
            all &= repeats && bytes == 0;
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{entry.Name,-20}  {bytes} bytes in {Many} steps, {(repeats ? "the same bits twice" : "OTHER BITS")}"));
        }

        return all;

        static long InProcess() => GC.GetTotalAllocatedBytes(precise: true);
    }

    private static Exercise Draw(Entry entry, Predictor predictor)
    {
        Random random = new(1);
        return new Exercise(
            Floats(Batch * predictor.FloatsPerImage),
            [.. Enumerable.Range(0, Batch * entry.Labels).Select(_ => random.Next(2))],
            Floats(Batch * predictor.ScoresPerSample));

        float[] Floats(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    /// <summary>Steps, and predictions with the weights that they left; losses and the last scores go to <paramref name="numbers"/>.</summary>
    private static void Run(Predictor predictor, Trainer trainer, Exercise exercise, Span<float> numbers, int times)
    {
        for (int i = 0; i < times; i++)
        {
            numbers[i] = trainer is ClassifierTrainer classifier
                ? classifier.Step(exercise.Images, exercise.Labels)
                : ((RegressionTrainer)trainer).Step(exercise.Images, exercise.Targets);
        }

        predictor.Refresh();
        for (int i = 0; i < times; i++)
            predictor.Run(exercise.Images).CopyTo(numbers[times..]);
    }

    private static string Fingerprint(Model model, float[] numbers)
    {
        using SHA256 hash = SHA256.Create();
        using (CryptoStream stream = new(Stream.Null, hash, CryptoStreamMode.Write))
        {
            stream.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(numbers));
            model.Save(stream);
        }

        return Convert.ToHexString(hash.Hash!);
    }
}
