namespace CnnGen.Tests.Oracle;

/// <summary>
/// Which element of each window wins, in one run of a max pooling. Gradients and unpooled values go to the winner, so that code whose values are rounded
/// may rightly come to another result where a contest is close. Those of a window are of one channel.
/// </summary>
internal sealed class Decisions(int channels)
{
    private readonly double[] _margins = [.. Enumerable.Repeat(double.PositiveInfinity, channels)];
    private readonly bool[] _amongEquals = new bool[channels];

    /// <summary>Records that <paramref name="winner"/> was chosen and <paramref name="other"/> was not.</summary>
    public void Add(int channel, double winner, double other)
    {
        if (winner == other)
            _amongEquals[channel] |= winner != 0;
        else
            _margins[channel] = Math.Min(_margins[channel], winner - other);
    }

    /// <summary>The smallest difference in a channel between a winner and another value that is not equal.</summary>
    public double Margin(int channel) => _margins[channel];

    /// <summary>
    /// Whether in a channel a winner's equal lost to it, other than zeros: those are what an activation, a border or a dropout leaves, zero in the code as well.
    /// </summary>
    public bool AmongEquals(int channel) => _amongEquals[channel];
}
