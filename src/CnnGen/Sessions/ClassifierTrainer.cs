using System.Numerics;
using CnnGen.Sessions;
using CnnGen.Training;

namespace CnnGen;

/// <summary>Trains a model whose loss compares scores with class labels.</summary>
public abstract class ClassifierTrainer : Trainer
{
    private readonly int[] _labels;
    private int _labelCount;

    /// <inheritdoc/>
    protected ClassifierTrainer(Model model, int batch, Optimizer optimizer, int seed, int threads, SessionPlan plan)
        : base(model, batch, optimizer, seed, threads, plan) => _labels = new int[(long)batch * plan.Output.Pixels];

    /// <summary>Labels of the samples at hand: of each its pixels, row by row.</summary>
    protected ReadOnlySpan<int> Labels => _labels.AsSpan(0, _labelCount);

    /// <summary>One training step: forward, backward, update. Returns the mean loss before the update.</summary>
    /// <param name="images">Samples up to <see cref="Session.Batch"/>, as NCHW floats.</param>
    /// <param name="labels">
    /// The class of each sample, from 0; where the output is a map, of each of its pixels, sample by sample and row by row. Of several
    /// outputs, each is trained by them. What has the label that the loss ignores does not count.
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
        for (int i = 0; i < labels.Length; i++)
            _labels[i] = int.CreateSaturating(labels[i]);
        _labelCount = labels.Length;
        return samples;
    }

    private void Check<TLabel>(int samples, ReadOnlySpan<TLabel> labels)
        where TLabel : unmanaged, IBinaryInteger<TLabel>
    {
        (int classes, int height, int width, int ignored) = (Plan.Output.Channels, Plan.Output.Height, Plan.Output.Width, Plan.IgnoredLabel);
        if (labels.Length != samples * Plan.Output.Pixels)
        {
            string need = Plan.Output.Pixels == 1 ? "one" : $"{height} x {width}, one for each pixel of the output";
            throw new ArgumentException($"There are {samples} samples and {labels.Length} labels; each sample needs {need}.", nameof(labels));
        }

        for (int i = 0; i < labels.Length; i++)
        {
            int label = int.CreateSaturating(labels[i]);
            if ((uint)label < (uint)classes || label == ignored)
                continue;
            string remedy = ignored == SessionPlan.Unlabelled ? "If it marks what shall not count, name it in the loss as 'ignore'." : $"{ignored} marks what does not count.";
            throw new ArgumentOutOfRangeException(nameof(labels), $"Label {i} is {label}; the model has classes 0 to {classes - 1}. {remedy}");
        }
    }
}
