using CnnGen.Kernels;

namespace CnnGen.Training;

/// <summary>An update rule. It holds settings only; each trainer keeps the state.</summary>
public abstract class Optimizer
{
    /// <param name="learningRate">A number, or a schedule over steps.</param>
    protected Optimizer(LearningRate learningRate)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        LearningRate = learningRate;
    }

    /// <summary>The learning rate of each step.</summary>
    public LearningRate LearningRate { get; }

    /// <summary>
    /// The longest gradient that a step follows as it is: where the Euclidean norm over all parameters is greater, the step takes the gradient
    /// times <c>ClipNorm / (norm + 1e-6)</c> (Pascanu et al. 2013, as PyTorch's <c>clip_grad_norm_</c>). Infinite for no limit.
    /// <see cref="Trainer.Gradients"/> stay as they are.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not above 0.</exception>
    public float ClipNorm
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The greatest norm of gradients lies above 0.");
    }
    = float.PositiveInfinity;

    /// <summary>Floats of state for each parameter.</summary>
    internal abstract int StatePerParameter { get; }

    /// <summary>Updates all parameters; blocks are padded with zeros to whole vectors. The threads of <paramref name="samples"/> share the work.</summary>
    internal void Update(Samples samples, Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state, long step) =>
        Update(samples, parameters, gradients, float.IsFinite(ClipNorm) ? GradientNorm.Factor(gradients, ClipNorm) : 1, state, step);

    /// <summary>Updates all parameters in one pass, by the gradients times <paramref name="factor"/>.</summary>
    private protected abstract void Update(Samples samples, Span<float> parameters, ReadOnlySpan<float> gradients, float factor, Span<float> state, long step);
}
