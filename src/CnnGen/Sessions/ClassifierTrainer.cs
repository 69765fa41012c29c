using System.Numerics;
using CnnGen.Sessions;
using CnnGen.Training;

namespace CnnGen;

/// <summary>Trains a model whose loss compares scores with class labels.</summary>
public abstract class ClassifierTrainer : Trainer
{
    private readonly TrainedOutput[] _outputs;
    private readonly Answers<int> _labels;

    /// <inheritdoc/>
    protected ClassifierTrainer(Model model, int batch, Optimizer optimizer, int seed, int threads, SessionPlan plan)
        : base(model, batch, optimizer, seed, threads, plan)
    {
        _outputs = plan.Trained;
        _labels = new Answers<int>([.. _outputs.Select(output => output.Pixels)], batch);
    }

    /// <summary>Labels that a step takes for each sample: one for every output, or for every pixel of it.</summary>
    public int LabelsPerSample => _labels.PerSample;

    /// <summary>Labels of the samples at hand for the only output: of each sample its pixels, row by row.</summary>
    protected ReadOnlySpan<int> Labels => LabelsOf(0);

    /// <summary>Labels of the samples at hand for one of several outputs, counted in the order of their declaration.</summary>
    protected ReadOnlySpan<int> LabelsOf(int output) => _labels.Of(output);

    /// <summary>One training step: forward, backward, update. Returns the mean loss before the update, of several outputs the sum of theirs.</summary>
    /// <param name="images">Samples up to <see cref="Session.Batch"/>, as NCHW floats.</param>
    /// <param name="labels">
    /// The class of each sample, from 0; where the output is a map, of each of its pixels, sample by sample and row by row. Several outputs, in the
    /// order of their declaration, take theirs one behind the other: the labels of all samples for the first, then those of all samples for the
    /// next. What has the label that the loss of its output ignores does not count.
    /// </param>
    /// <exception cref="ArgumentException">Counts do not match, or a label is neither a class nor ignored; nothing was changed.</exception>
    /// <exception cref="NotFiniteNumberException">The loss is NaN or infinite; the model was not changed.</exception>
    public float Step(ReadOnlySpan<float> images, ReadOnlySpan<int> labels) => RunStep(images, Take(images, labels));

    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Step(ReadOnlySpan<float> images, ReadOnlySpan<byte> labels) => RunStep(images, Take(images, labels));

    /// <summary>The mean loss in training mode; changes nothing.</summary>
    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Loss(ReadOnlySpan<float> images, ReadOnlySpan<int> labels) => RunLoss(images, Take(images, labels));

    /// <summary>The mean loss in training mode; changes nothing.</summary>
    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float Loss(ReadOnlySpan<float> images, ReadOnlySpan<byte> labels) => RunLoss(images, Take(images, labels));

    /// <summary>Forward and backward without an update: fills <see cref="Trainer.Gradients"/> and <see cref="Trainer.InputGradient"/>.</summary>
    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float ComputeGradients(ReadOnlySpan<float> images, ReadOnlySpan<int> labels) => RunGradients(images, Take(images, labels));

    /// <summary>Forward and backward without an update: fills <see cref="Trainer.Gradients"/> and <see cref="Trainer.InputGradient"/>.</summary>
    /// <inheritdoc cref="Step(ReadOnlySpan{float}, ReadOnlySpan{int})"/>
    public float ComputeGradients(ReadOnlySpan<float> images, ReadOnlySpan<byte> labels) => RunGradients(images, Take(images, labels));

    private int Take<TLabel>(ReadOnlySpan<float> images, ReadOnlySpan<TLabel> labels)
        where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        int samples = CountTrainingSamples(images.Length, nameof(images));
        Check(samples, labels);
        Span<int> taken = _labels.Take(samples);
        for (int i = 0; i < labels.Length; i++)
            taken[i] = int.CreateSaturating(labels[i]);
        return samples;
    }

    private void Check<TLabel>(int samples, ReadOnlySpan<TLabel> labels)
        where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        if (labels.Length != samples * LabelsPerSample)
            throw new ArgumentException($"There are {samples} samples and {labels.Length} labels; each sample needs {string.Join(" and ", _outputs.Select(Need))}.", nameof(labels));
        int first = 0;
        foreach (TrainedOutput output in _outputs)
        {
            int count = samples * output.Pixels;
            Check(labels.Slice(first, count), first, output);
            first += count;
        }
    }

    private static void Check<TLabel>(ReadOnlySpan<TLabel> labels, int first, TrainedOutput output)
        where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        for (int i = 0; i < labels.Length; i++)
        {
            int label = int.CreateSaturating(labels[i]);
            if ((uint)label < (uint)output.Channels || label == output.IgnoredLabel)
                continue;
            string remedy = output.IgnoredLabel == SessionPlan.Unlabelled
                ? "If it marks what shall not count, name it in the loss as 'ignore'."
                : $"{output.IgnoredLabel} marks what does not count.";
            string where = output.Name.Length == 0 ? "the model has" : $"it is for '{output.Name}', which has";
            throw new ArgumentOutOfRangeException(nameof(labels), $"Label {first + i} is {label}; {where} classes 0 to {output.Channels - 1}. {remedy}");
        }
    }

    private static string Need(TrainedOutput output) =>
        (output.Pixels == 1 ? "one" : $"{output.Height} x {output.Width}, one for each pixel of the output")
        + (output.Name.Length == 0 ? "" : $" for '{output.Name}'");
}
