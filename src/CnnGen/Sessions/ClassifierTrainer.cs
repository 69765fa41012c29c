using CnnGen.Sessions;
using CnnGen.Training;

namespace CnnGen;

/// <summary>Trains a model whose loss compares scores with class labels.</summary>
public abstract class ClassifierTrainer : Trainer
{
    private readonly int[] _labels;
    private int _labelCount;

    /// <inheritdoc/>
    protected ClassifierTrainer(Model model, int batch, Optimizer optimizer, int seed, SessionPlan plan)
        : base(model, batch, optimizer, seed, plan) => _labels = new int[batch];

    /// <summary>Labels of the samples at hand.</summary>
    protected ReadOnlySpan<int> Labels => _labels.AsSpan(0, _labelCount);

    /// <summary>One training step: forward, backward, update. Returns the mean loss before the update.</summary>
    /// <param name="images">Samples up to <see cref="Session.Batch"/>, as NCHW floats.</param>
    /// <param name="labels">The class of each, from 0.</param>
    /// <exception cref="ArgumentException">Counts do not match, or a label is no class.</exception>
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
        where TLabel : unmanaged, System.Numerics.IBinaryInteger<TLabel>
    {
        int samples = CountTrainingSamples(images.Length, nameof(images));
        if (labels.Length != samples)
            throw new ArgumentException($"There are {samples} samples and {labels.Length} labels; each sample needs one.", nameof(labels));
        int classes = Plan.Output.Channels;
        for (int i = 0; i < samples; i++)
        {
            int label = int.CreateSaturating(labels[i]);
            if ((uint)label >= (uint)classes)
                throw new ArgumentOutOfRangeException(nameof(labels), $"Label {i} is {label}; the model has classes 0 to {classes - 1}.");
        }

        for (int i = 0; i < samples; i++)
            _labels[i] = int.CreateSaturating(labels[i]);
        _labelCount = samples;
        return samples;
    }
}
