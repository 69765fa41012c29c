namespace CnnGen.Benchmarks;

/// <summary>Compares two libraries' results: the difference of each quantity, as a share of how far the peer's values spread.</summary>
internal sealed class Agreement(double tolerance)
{
    private readonly List<Difference> _differences = [];

    public IReadOnlyList<Difference> Differences => _differences;

    public IEnumerable<Difference> Failures => _differences.Where(difference => !(difference.Share <= tolerance));

    public double Worst => _differences.Max(difference => difference.Share);

    /// <param name="quantity">What is compared.</param>
    /// <param name="ours">CnnGen's values.</param>
    /// <param name="peer">The peer's values, as many.</param>
    /// <param name="spread">What counts as the spread, unless the peer's values spread wider.</param>
    public void Compare(string quantity, ReadOnlySpan<float> ours, ReadOnlySpan<float> peer, double spread = 0)
    {
        if (ours.Length != peer.Length)
            throw new InvalidOperationException($"{quantity}: {ours.Length} values against {peer.Length}.");
        double greatest = 0;
        for (int i = 0; i < ours.Length; i++)
        {
            double distance = Math.Abs((double)ours[i] - peer[i]);
            greatest = double.IsNaN(distance) ? double.NaN : Math.Max(greatest, distance);
        }

        _differences.Add(new Difference(quantity, greatest / Math.Max(Spread(peer), spread)));
    }

    /// <summary>Compares single numbers: the difference is a share of the peer's.</summary>
    public void Compare(string quantity, float ours, float peer) => Compare(quantity, [ours], [peer], Math.Abs(peer));

    public static double Spread(ReadOnlySpan<float> values)
    {
        float low = float.MaxValue, high = float.MinValue;
        foreach (float value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return (double)high - low;
    }
}

/// <param name="Quantity">What was compared.</param>
/// <param name="Share">The difference over the spread; NaN where a value is no number.</param>
internal readonly record struct Difference(string Quantity, double Share);
