namespace CnnGen.Training;

/// <summary>A learning rate over steps. A plain number converts to a constant one.</summary>
public abstract class LearningRate
{
    private protected LearningRate()
    {
    }

    /// <summary>A constant rate.</summary>
    public static implicit operator LearningRate(float rate) => Constant(rate);

    /// <summary>The same rate at every step.</summary>
    public static LearningRate Constant(float rate) => new Schedule(_ => rate, rate);

    /// <summary>Starts at <paramref name="initial"/>, multiplied by <paramref name="factor"/> every <paramref name="every"/> steps.</summary>
    public static LearningRate StepDecay(float initial, long every, float factor = 0.1f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        return new Schedule(step => initial * MathF.Pow(factor, step / every), initial);
    }

    /// <summary>
    /// Rises linearly to <paramref name="peak"/> over <paramref name="warmup"/> steps, then falls along half a cosine to
    /// <paramref name="final"/> at step <paramref name="steps"/> (Loshchilov and Hutter 2017), and stays there.
    /// </summary>
    public static LearningRate Cosine(float peak, long steps, long warmup = 0, float final = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(warmup);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(warmup, steps);
        return new Schedule(
            step =>
            {
                if (step < warmup)
                    return peak * (step + 1) / warmup;
                double progress = Math.Min(1, (step - warmup) / (double)Math.Max(1, steps - warmup));
                return (float)(final + ((peak - final) * 0.5 * (1 + Math.Cos(Math.PI * progress))));
            },
            peak);
    }

    /// <summary>The rate of the step with this index, counted from 0.</summary>
    public abstract float At(long index);

    private sealed class Schedule : LearningRate
    {
        private readonly Func<long, float> _rate;

        public Schedule(Func<long, float> rate, float peak)
        {
            if (!(peak >= 0 && float.IsFinite(peak)))
                throw new ArgumentOutOfRangeException(nameof(peak), peak, "A learning rate is a number not below 0.");
            _rate = rate;
        }

        public override float At(long index) => _rate(index);
    }
}
