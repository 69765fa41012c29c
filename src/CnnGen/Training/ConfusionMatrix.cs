using System.Numerics;
using CnnGen.Sessions;

namespace CnnGen.Training;

/// <summary>
/// How often each class was taken for each, with the measures of semantic segmentation (Long et al. 2015, section 5). It serves whole images as well as
/// pixels, and counts without allocating. One thread at a time may use it.
/// </summary>
/// <example>
/// <code>
/// ConfusionMatrix confusion = new(classes: 11, ignore: 11);
/// confusion.Add(labels, predictor.Classify(images));
/// Console.WriteLine(confusion.MeanIntersectionOverUnion);
/// </code>
/// </example>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;
    private readonly int _ignore;

    /// <param name="classes">Number of classes, at least 1.</param>
    /// <param name="ignore">Label of what is not counted; it may lie outside the classes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classes"/> is below 1.</exception>
    public ConfusionMatrix(int classes, int ignore = SessionPlan.Unlabelled)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        (Classes, _ignore) = (classes, ignore);
        _counts = new long[checked(classes * classes)];
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>What was counted: all that was added and not ignored.</summary>
    public long Total => Sum(0, 1, _counts.Length);

    /// <summary>How often class <paramref name="actual"/> was taken for class <paramref name="predicted"/>.</summary>
    public long this[int actual, int predicted] => _counts[(Checked(actual) * Classes) + Checked(predicted)];

    /// <summary>Share that was recognised, of all that was counted; NaN if that is nothing. On pixels this is pixel accuracy.</summary>
    public double Accuracy => (double)Sum(0, Classes + 1, Classes) / Total;

    /// <summary>The mean of <see cref="IntersectionOverUnion"/> over the classes that occur among labels or predictions; NaN if none does.</summary>
    public double MeanIntersectionOverUnion
    {
        get
        {
            double sum = 0;
            int occurring = 0;
            for (int i = 0; i < Classes; i++)
            {
                double share = IntersectionOverUnion(i);
                (sum, occurring) = double.IsNaN(share) ? (sum, occurring) : (sum + share, occurring + 1);
            }

            return sum / occurring;
        }
    }

    /// <summary>
    /// Where labels and predictions both say <paramref name="index"/>, over where at least one of them does; NaN if neither ever does.
    /// </summary>
    public double IntersectionOverUnion(int index)
    {
        long both = this[index, index], labelled = Sum(index * Classes, 1, Classes), predicted = Sum(index, Classes, Classes);
        return (double)both / (labelled + predicted - both);
    }

    /// <summary>Share of a class that was recognised; NaN if it was never a label.</summary>
    public double Recall(int actual) => (double)this[actual, actual] / Sum(actual * Classes, 1, Classes);

    /// <summary>Counts classes that were predicted for labels.</summary>
    /// <exception cref="ArgumentException">Counts differ, or a label or prediction is no class; nothing was counted.</exception>
    public void Add(ReadOnlySpan<int> labels, ReadOnlySpan<byte> predictions) => AddAll(labels, predictions);

    /// <inheritdoc cref="Add(ReadOnlySpan{int}, ReadOnlySpan{byte})"/>
    public void Add(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> predictions) => AddAll(labels, predictions);

    /// <inheritdoc cref="Add(ReadOnlySpan{int}, ReadOnlySpan{byte})"/>
    public void Add(ReadOnlySpan<int> labels, ReadOnlySpan<int> predictions) => AddAll(labels, predictions);

    /// <summary>Starts again from nothing.</summary>
    public void Clear() => _counts.AsSpan().Clear();

    private void AddAll<TLabel, TPrediction>(ReadOnlySpan<TLabel> labels, ReadOnlySpan<TPrediction> predictions)
        where TLabel : unmanaged, IBinaryInteger<TLabel>
        where TPrediction : unmanaged, IBinaryInteger<TPrediction>
    {
        if (labels.Length != predictions.Length)
            throw new ArgumentException($"There are {labels.Length} labels and {predictions.Length} predictions; each label needs one.", nameof(predictions));
        for (int i = 0; i < labels.Length; i++)
        {
            int label = int.CreateSaturating(labels[i]);
            if (label == _ignore)
                continue;
            CheckClass("Label", i, label, nameof(labels));
            CheckClass("Prediction", i, int.CreateSaturating(predictions[i]), nameof(predictions));
        }

        for (int i = 0; i < labels.Length; i++)
        {
            int label = int.CreateSaturating(labels[i]);
            if (label != _ignore)
                _counts[(label * Classes) + int.CreateSaturating(predictions[i])]++;
        }
    }

    private void CheckClass(string what, int index, int value, string parameter)
    {
        if ((uint)value >= (uint)Classes)
            throw new ArgumentOutOfRangeException(parameter, $"{what} {index} is {value}; there are classes 0 to {Classes - 1}.");
    }

    private int Checked(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Classes);
        return index;
    }

    private long Sum(int first, int step, int count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
            sum += _counts[first + (i * step)];
        return sum;
    }
}
