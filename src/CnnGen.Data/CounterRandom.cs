namespace CnnGen.Data;

/// <summary>
/// Random numbers that depend on a seed, a stream and a position alone, so one seed gives the same bits on every machine. The n-th number
/// is <c>mix(key + n * golden)</c>, where <c>mix</c> is the finisher of SplitMix64 (Steele, Lea and Flood 2014). Not for secrets.
/// </summary>
public struct CounterRandom
{
    /// <summary>2^64 divided by the golden ratio, made odd: multiples of it spread evenly over all 64 bits.</summary>
    private const ulong Golden = 0x9e3779b97f4a7c15;

    /// <summary>2^-53: scales 53 bits into [0, 1).</summary>
    private const double Scale = 1.0 / (1L << 53);

    private ulong _state;

    /// <param name="seed">Any number.</param>
    /// <param name="stream">Streams of one seed are unrelated; give each epoch or each image its own.</param>
    public CounterRandom(int seed, int stream) => _state = Mix(Mix((uint)seed + Golden) + (uint)stream);

    /// <summary>The next 64 random bits.</summary>
    public ulong NextBits() => Mix(_state += Golden);

    /// <summary>The next number from 0 to below <paramref name="bound"/>; each comes up equally often to within one part in 2^32.</summary>
    /// <param name="bound">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below 1.</exception>
    public int NextBelow(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Math.BigMul(NextBits(), (ulong)bound, out _);
    }

    /// <summary>The next number from <paramref name="low"/> to below <paramref name="high"/>, uniform.</summary>
    public double NextBetween(double low, double high) => low + ((high - low) * ((NextBits() >> 11) * Scale));

    /// <summary>Puts items in random order, each order equally likely (Fisher and Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = NextBelow(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }
}
