using System.Diagnostics;

namespace CnnGen.Benchmarks;

/// <summary>Times contenders in turns, so that what slows the machine for a while slows all of them.</summary>
internal static class Measure
{
    /// <summary>Long enough for the runtime's optimised code to take over, which waits for a quiet tenth of a second more than once.</summary>
    private const double WarmUpSeconds = 1;

    private const double TurnSeconds = 0.3;

    /// <summary>
    /// Warms all contenders up, then lets each run for about 0.3 s a round; who begins changes from round to round.
    /// </summary>
    /// <returns>Microseconds a call: an array for each contender, an element for each round.</returns>
    public static double[][] Rounds(int rounds, params ReadOnlySpan<Action> contenders)
    {
        int count = contenders.Length;
        int[] calls = new int[count];
        double[][] times = new double[count][];
        for (int i = 0; i < count; i++)
        {
            calls[i] = CallsOf(contenders[i]);
            times[i] = new double[rounds];
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < count; turn++)
            {
                int i = (round + turn) % count;
                times[i][round] = Microseconds(contenders[i], calls[i]);
            }
        }

        return times;
    }

    /// <summary>Managed bytes that a call allocates, on all threads of the process.</summary>
    /// <remarks>The least of several series counts: what the runtime allocates for itself now and then is in some, what a call allocates is in all.</remarks>
    public static double AllocatedBytes(Action call, int calls)
    {
        const int Series = 3;
        double least = double.MaxValue;
        for (int series = 0; series < Series; series++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < calls; i++)
                call();
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)calls);
        }

        return least;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Warms a contender up and finds how many calls fill its turn.</summary>
    private static int CallsOf(Action call)
    {
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        double last = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds)
        {
            last = Microseconds(call, 1);
            calls++;
        }

        // One call stands for all when calls are long; else a burst of them does, as fast as calls are after warming up.
        int burst = Math.Max(1, calls / 10);
        double each = burst == 1 ? last : Microseconds(call, burst);
        return Math.Max(1, (int)(TurnSeconds * 1e6 / each));
    }

    private static double Microseconds(Action call, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            call();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
    }
}
