using System.Diagnostics;
using Spectre.Console;

namespace CnnGen.Benchmarks;

/// <summary>What a call takes.</summary>
internal enum Clock
{
    /// <summary>Time that passes.</summary>
    Wall,

    /// <summary>Time that processors spend on this process: leaves out what other programs take of a shared machine.</summary>
    Cpu,
}

/// <summary>Times contenders in turns, so that what slows the machine for a while slows all of them.</summary>
internal static class Measure
{
    /// <summary>Long enough for optimised code to take over, for which the runtime waits a tenth of a second more than once.</summary>
    private const double WarmUpSeconds = 2;

    private const double TurnSeconds = 0.3;

    /// <summary>The fastest of some settings of a peer, which are shown.</summary>
    public static int Fastest(Clock clock, string settings, params Action[] contenders)
    {
        const int FewRounds = 3;
        if (contenders.Length == 1)
            return 0;
        double[] medians = [.. Rounds(clock, FewRounds, contenders).Select(Median)];
        AnsiConsole.MarkupLineInterpolated($"{settings}: {string.Join(", ", medians.Select(Report.Time))}.");
        return Array.IndexOf(medians, medians.Min());
    }

    /// <summary>
    /// Warms all contenders up, then lets each run for about 0.3 s a round; who begins changes from round to round.
    /// </summary>
    /// <returns>Microseconds a call: an array for each contender, an element for each round.</returns>
    public static double[][] Rounds(Clock clock, int rounds, params ReadOnlySpan<Action> contenders)
    {
        int count = contenders.Length;
        int[] calls = new int[count];
        double[][] times = new double[count][];
        for (int i = 0; i < count; i++)
        {
            calls[i] = CallsOf(clock, contenders[i]);
            times[i] = new double[rounds];
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < count; turn++)
            {
                int i = (round + turn) % count;
                times[i][round] = Microseconds(clock, contenders[i], calls[i]);
            }
        }

        return times;
    }

    /// <summary>Microseconds of a call to a kernel: the least of a few short turns, when what calls its loops is optimised too.</summary>
    public static double Kernel(Action call)
    {
        const int Turns = 5;
        const double Seconds = 0.03, WarmUp = 0.1;
        _ = CallsWithin(WarmUp, call);
        long calls = Math.Max(1, CallsWithin(Seconds, call));
        return Enumerable.Range(0, Turns).Min(_ => Microseconds(Clock.Wall, call, (int)calls));
    }

    /// <summary>Managed bytes that a call allocates, on all threads of the process.</summary>
    /// <remarks>
    /// The least of several series: what the runtime allocates for itself now and then is in some, what calls allocate is in all.
    /// </remarks>
    public static double AllocatedBytes(Action call)
    {
        const int Series = 3;
        double least = double.MaxValue;
        for (int series = 0; series < Series; series++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            long calls = CallsWithin(TurnSeconds, call);
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
    private static int CallsOf(Clock clock, Action call)
    {
        long calls = CallsWithin(WarmUpSeconds, call);

        // A tenth of the warm-up's calls, as fast as calls are at its end.
        double each = Microseconds(clock, call, (int)Math.Max(1, calls / 10));
        return Math.Max(1, (int)(TurnSeconds * 1e6 / each));
    }

    /// <summary>Calls for some seconds of processor time: on a busy machine, seconds that pass may hold little work.</summary>
    private static long CallsWithin(double seconds, Action call)
    {
        TimeSpan start = Now(Clock.Cpu);
        long calls = 0;
        for (; (Now(Clock.Cpu) - start).TotalSeconds < seconds; calls++)
            call();
        return calls;
    }

    private static double Microseconds(Clock clock, Action call, int calls)
    {
        TimeSpan start = Now(clock);
        for (int i = 0; i < calls; i++)
            call();
        return (Now(clock) - start).TotalMicroseconds / calls;
    }

    private static TimeSpan Now(Clock clock) => clock == Clock.Cpu ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0);
}
