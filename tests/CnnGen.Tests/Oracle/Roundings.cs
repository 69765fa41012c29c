using CnnGen.Generator.Graph;

namespace CnnGen.Tests.Oracle;

/// <summary>How far a map's values in code that computes in floats may be off the oracle's, channel by channel.</summary>
/// <remarks>
/// Measured by a second run of the oracle, which rounds every op's results to floats: the differences show what one rounding of each comes to once it has
/// passed through the network. Code in floats rounds each term instead: n roundings of a sum, being independent, come to about sqrt(n) of one (Higham and
/// Mary 2019), and no sum of the networks compared has more than 64^2 terms. So a value is off by at most 64 times the largest difference in its channel,
/// be it absolute or, where values shrink towards zero as in SiLU's tail, relative. Minimal filtering stays below the same bound: its transforms lose a
/// digit, its sums are nine times shorter.
/// </remarks>
internal sealed class Roundings
{
    private const int Most = 64;

    private readonly double[] _absolute;
    private readonly double[] _relative;

    /// <param name="shape">Shape of the map.</param>
    /// <param name="exact">Its values.</param>
    /// <param name="rounded">The values of the second run.</param>
    public Roundings(Shape shape, double[] exact, double[] rounded)
    {
        _absolute = new double[shape.Channels];
        _relative = new double[shape.Channels];
        for (int i = 0; i < exact.Length; i++)
        {
            int channel = i / shape.Pixels % shape.Channels;
            double difference = Math.Abs(exact[i] - rounded[i]);
            _absolute[channel] = Math.Max(_absolute[channel], difference);
            if (exact[i] != 0)
                _relative[channel] = Math.Max(_relative[channel], difference / Math.Abs(exact[i]));
        }
    }

    /// <summary>The most that the two values of a contest may approach each other; 0 for zeros, as an activation, a border or a dropout leaves them.</summary>
    public double Of(Contest contest) => Of(contest.Channel, contest.Winner) + Of(contest.Channel, contest.RunnerUp);

    private double Of(int channel, double value) =>
        double.IsFinite(value) ? Most * Math.Min(_absolute[channel], _relative[channel] * Math.Abs(value)) : 0;
}
