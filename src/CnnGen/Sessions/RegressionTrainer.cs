using CnnGen.Sessions;
using CnnGen.Training;

namespace CnnGen;

/// <summary>Trains a model whose loss compares outputs with target values.</summary>
public abstract class RegressionTrainer : Trainer
{
    private readonly float[] _targets;
    private int _targetCount;

    /// <inheritdoc/>
    protected RegressionTrainer(Model model, int batch, Optimizer optimizer, int seed, int threads, SessionPlan plan)
        : base(model, batch, optimizer, seed, threads, plan) => _targets = new float[(long)batch * plan.OutputCount];

    /// <summary>Targets of the samples at hand, NCHW.</summary>
    protected ReadOnlySpan<float> Targets => _targets.AsSpan(0, _targetCount);

    /// <summary>One training step: forward, backward, update. Returns the mean loss before the update.</summary>
    /// <param name="images">Samples up to <see cref="Session.Batch"/>, as NCHW floats.</param>
    /// <param name="targets">The wanted outputs of each, NCHW.</param>
    /// <exception cref="ArgumentException">Counts do not match.</exception>
    /// <exception cref="NotFiniteNumberException">The loss is NaN or infinite; the model was not changed.</exception>
    public float Step(ReadOnlySpan<float> images, ReadOnlySpan<float> targets) => RunStep(images, Take(images, targets));

    /// <summary>The mean loss in training mode; changes nothing.</summary>
    /// <inheritdoc cref="Step"/>
    public float Loss(ReadOnlySpan<float> images, ReadOnlySpan<float> targets) => RunLoss(images, Take(images, targets));

    /// <summary>Forward and backward without an update: fills <see cref="Trainer.Gradients"/> and <see cref="Trainer.InputGradient"/>.</summary>
    /// <inheritdoc cref="Step"/>
    public float ComputeGradients(ReadOnlySpan<float> images, ReadOnlySpan<float> targets) => RunGradients(images, Take(images, targets));

    private int Take(ReadOnlySpan<float> images, ReadOnlySpan<float> targets)
    {
        int samples = CountTrainingSamples(images.Length, nameof(images));
        if (targets.Length != samples * Plan.OutputCount)
            throw new ArgumentException($"There are {samples} samples of {Plan.OutputCount} outputs and {targets.Length} targets.", nameof(targets));
        targets.CopyTo(_targets);
        _targetCount = targets.Length;
        return samples;
    }
}
