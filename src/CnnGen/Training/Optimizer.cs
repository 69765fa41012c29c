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

    /// <summary>Floats of state for each parameter.</summary>
    internal abstract int StatePerParameter { get; }

    /// <summary>Updates all parameters in one pass.</summary>
    internal abstract void Update(Span<float> parameters, ReadOnlySpan<float> gradients, Span<float> state, long step);
}
