using CnnGen.Sessions;
using CnnGen.Training;

namespace CnnGen;

/// <summary>Trains a model whose loss compares outputs with target values.</summary>
public abstract class RegressionTrainer : Trainer
{
    private readonly TrainedOutput[] _outputs;
    private readonly Answers<float> _targets;

    /// <inheritdoc/>
    protected RegressionTrainer(Model model, int batch, Optimizer optimizer, int seed, int threads, SessionPlan plan)
        : base(model, batch, optimizer, seed, threads, plan)
    {
        _outputs = plan.Trained;
        _targets = new Answers<float>([.. _outputs.Select(output => output.Count)], batch);
    }

    /// <summary>Targets that a step takes for each sample: one for every element of every output.</summary>
    public int TargetsPerSample => _targets.PerSample;

    /// <summary>Targets of the samples at hand for the only output, NCHW.</summary>
    protected ReadOnlySpan<float> Targets => TargetsOf(0);

    /// <summary>Targets of the samples at hand for one of several outputs, counted in the order of their declaration.</summary>
    protected ReadOnlySpan<float> TargetsOf(int output) => _targets.Of(output);

    /// <summary>One training step: forward, backward, update. Returns the mean loss before the update, of several outputs the sum of theirs.</summary>
    /// <param name="images">Samples up to <see cref="Session.Batch"/>, as NCHW floats.</param>
    /// <param name="targets">
    /// The wanted outputs of each, NCHW. Several outputs, in the order of their declaration, take theirs one behind the other: the targets of all
    /// samples for the first, then those of all samples for the next.
    /// </param>
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
        if (targets.Length != samples * TargetsPerSample)
        {
            string need = _outputs.Length == 1 ? $"{TargetsPerSample} outputs" : string.Join(" and ", _outputs.Select(output => $"{output.Count} outputs of '{output.Name}'"));
            throw new ArgumentException($"There are {samples} samples of {need} and {targets.Length} targets.", nameof(targets));
        }

        targets.CopyTo(_targets.Take(samples));
        return samples;
    }
}
