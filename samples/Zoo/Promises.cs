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

    /// <summary>Samples and answers from a seed.</summary>
    private sealed record Exercise(float[] Images, int[] Labels, float[] Targets);

    /// <summary>What came of a model from a seed.</summary>
    /// <param name="Bytes">Managed memory that warm steps and predictions allocated.</param>
    /// <param name="Fingerprint">Of all scores, losses and final weights.</param>
    public readonly record struct Outcome(long Bytes, string Fingerprint);

    /// <summary>Trains a fresh model and predicts with it, on two samples.</summary>
    /// <param name="entry">The network.</param>
    /// <param name="times">How many predictions, and how many steps, once one has been made.</param>
    public static Outcome Keep(Entry entry, int times)
    {
        Model model = entry.Create(1);
        using Predictor predictor = model.CreatePredictor(Batch);
        using Trainer trainer = model.CreateTrainer(Batch, new Sgd(0.001f, momentum: 0.9f), seed: 1);
        Exercise exercise = Draw(entry, predictor);
        float[] numbers = new float[times * (1 + (Batch * predictor.ScoresPerSample))];
        _ = Run(predictor, trainer, exercise, numbers, 1);
        long bytes = Run(predictor, trainer, exercise, numbers, times);
        return new Outcome(bytes, Fingerprint(model, numbers));
    }

    /// <summary>Checks every network, twice each.</summary>
    /// <returns>Whether all keep what is promised.</returns>
    public static bool Check(IAnsiConsole console, IReadOnlyList<Entry> networks)
    {
        const int Times = 3;
        bool all = true;
        foreach (Entry entry in networks)
        {
            Outcome first = Keep(entry, Times), second = Keep(entry, Times);
            bool repeats = first.Fingerprint == second.Fingerprint;
            all &= repeats && first.Bytes == 0 && second.Bytes == 0;
            console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{entry.Name,-20}  {first.Bytes + second.Bytes} bytes allocated, {(repeats ? "the same bits twice" : "OTHER BITS")}"));
        }

        return all;
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

    /// <summary>A step, the weights that it left taken over, a prediction; and again. Losses and scores go to <paramref name="numbers"/>.</summary>
    /// <returns>Bytes allocated.</returns>
    private static long Run(Predictor predictor, Trainer trainer, Exercise exercise, Span<float> numbers, int times)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < times; i++)
        {
            numbers[0] = trainer is ClassifierTrainer classifier
                ? classifier.Step(exercise.Images, exercise.Labels)
                : ((RegressionTrainer)trainer).Step(exercise.Images, exercise.Targets);
            predictor.Refresh();
            ReadOnlySpan<float> scores = predictor.Run(exercise.Images);
            scores.CopyTo(numbers[1..]);
            numbers = numbers[(1 + scores.Length)..];
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
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
