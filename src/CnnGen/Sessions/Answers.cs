namespace CnnGen.Sessions;

/// <summary>Labels or targets of the samples at hand: those of all samples for the first output, then those of all samples for the next.</summary>
/// <param name="perSample">What each output takes for a sample.</param>
/// <param name="batch">The most samples.</param>
internal sealed class Answers<T>(int[] perSample, int batch)
{
    private readonly T[] _values = new T[(long)batch * perSample.Sum()];
    private int _samples;

    /// <summary>What all outputs take for a sample.</summary>
    public int PerSample { get; } = perSample.Sum();

    /// <summary>Room for the answers of so many samples, to be filled.</summary>
    public Span<T> Take(int samples)
    {
        _samples = samples;
        return _values.AsSpan(0, samples * PerSample);
    }

    /// <summary>Those for one output.</summary>
    public ReadOnlySpan<T> Of(int output)
    {
        int first = 0;
        for (int before = 0; before < output; before++)
            first += _samples * perSample[before];
        return _values.AsSpan(first, _samples * perSample[output]);
    }
}
