using CnnGen;
using CnnGen.Data;

namespace Quickstart;

/// <summary>How often images of each class were taken for each class.</summary>
internal sealed class Evaluation
{
    private readonly int[,] _counts;

    private Evaluation(int classes) => _counts = new int[classes, classes];

    public int Classes => _counts.GetLength(0);

    /// <summary>Share of all images that were recognised.</summary>
    public double Accuracy { get; private set; }

    /// <summary>Images of class <paramref name="actual"/> that were taken for <paramref name="predicted"/>.</summary>
    public int this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>Share of a class's images that were recognised.</summary>
    public double Recall(int actual) =>
        (double)_counts[actual, actual] / Math.Max(1, Enumerable.Range(0, Classes).Sum(predicted => _counts[actual, predicted]));

    /// <summary>Runs the network on all images.</summary>
    public static Evaluation Measure(Predictor predictor, ImageSet images)
    {
        Evaluation result = new(images.Classes.Count);
        Batcher batches = new(images, predictor.Batch, shuffle: false);
        int right = 0;
        while (batches.Next())
        {
            ReadOnlySpan<float> probabilities = predictor.Run(batches.Images);
            for (int i = 0; i < batches.Labels.Length; i++)
            {
                int predicted = Best(probabilities.Slice(i * predictor.ScoresPerSample, predictor.ScoresPerSample));
                result._counts[batches.Labels[i], predicted]++;
                right += predicted == batches.Labels[i] ? 1 : 0;
            }
        }

        result.Accuracy = (double)right / images.Count;
        return result;
    }

    private static int Best(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
                best = i;
        }

        return best;
    }
}
