using CnnGen.Generator.Graph;

namespace CnnGen.Tests.Oracle;

/// <summary>Makes a run of the oracle one that rounds: how far it comes off the exact one tells how far code that computes in floats may.</summary>
/// <remarks>
/// Every parameter and every result is rounded once, to floats divided by a scale that the run draws, so that runs round differently. Equal values stay equal
/// and zeros stay zero, as those of an activation, a border or a dropout, except behind minimal filtering: its roundings depend on the place in a tile and are
/// as large as the tile's other values make them, even where a sum is zero. Code in floats rounds each term instead: n roundings of a sum, being independent,
/// come to about sqrt(n) of one (Higham and Mary 2019), and no sum of the networks compared has more than 64^2 terms. So it is off by at most 64 times as much
/// as the farthest of some runs. Minimal filtering stays below the same bound: its transforms lose a digit, its sums are nine times shorter.
/// </remarks>
internal sealed class Roundings(int seed)
{
    /// <summary>How many runs; more than one, as a single one may come close to the exact values by chance.</summary>
    public const int Runs = 4;

    /// <summary>How many times as far code in floats may be off.</summary>
    public const int Most = 64;

    private const double HalfUnit = 1.0 / (1 << 24);

    private readonly Random _random = new(seed);
    private readonly double _scale = 1 + new Random(seed).NextDouble();

    /// <summary>Values, each rounded by itself.</summary>
    public double[] Of(double[] values) => [.. values.Select(value => (float)(value * _scale) / _scale)];

    /// <summary>Values of maps by minimal filtering, each off by what is half a unit of the greatest in its channel.</summary>
    public double[] OfTiled(double[] values, Shape shape)
    {
        double[] greatest = new double[shape.Channels];
        for (int i = 0; i < values.Length; i++)
            greatest[Channel(i)] = Math.Max(greatest[Channel(i)], Math.Abs(values[i]));
        return [.. values.Select((value, i) => value + (greatest[Channel(i)] * HalfUnit * ((2 * _random.NextDouble()) - 1)))];

        int Channel(int i) => i / shape.Pixels % shape.Channels;
    }
}
