namespace CnnGen.Tests.Oracle;

/// <summary>
/// Which element of each window wins, in one run of a max pooling. Gradients and unpooled values go to the winner, so that code whose values are rounded
/// may rightly come to another result where a contest is close.
/// </summary>
internal sealed class Decisions
{
    /// <summary>The smallest difference between a winner and another value that is not equal.</summary>
    public double Margin { get; private set; } = double.PositiveInfinity;

    /// <summary>
    /// Whether a winner's equal lost to it, other than zeros: those are what an activation, a border or a dropout leaves, zero in the code as well.
    /// </summary>
    public bool AmongEquals { get; private set; }

    /// <summary>Records that <paramref name="winner"/> was chosen and <paramref name="other"/> was not.</summary>
    public void Add(double winner, double other)
    {
        if (winner == other)
            AmongEquals |= winner != 0;
        else
            Margin = Math.Min(Margin, Math.Abs(winner - other));
    }
}
