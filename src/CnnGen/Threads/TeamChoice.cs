using System.Diagnostics;

namespace CnnGen.Threads;

/// <summary>
/// Whether a short run is shared with the team or done by its caller alone, whichever was faster when both were tried: how long maps take from one processor to
/// another differs tenfold among machines, and changes where virtual processors are moved. Runs of equal work are compared; who does it must not matter to its
/// result.
/// </summary>
internal struct TeamChoice
{
    /// <summary>Runs of a trial of each way; the first of them find maps where the other way has left them, and do not count.</summary>
    internal const int Tries = 8, Warmups = 2;

    /// <summary>Runs from one trial's beginning to the next one's.</summary>
    internal const int Period = 1024;

    /// <summary>Longer runs are always shared: their work is large against what a handing over costs.</summary>
    internal static readonly long LongRun = Stopwatch.Frequency / 1_000;

    private Trial _together;
    private Trial _alone;
    private long _start;
    private int _run;

    private readonly bool IsLong => _together.Time > LongRun * Trial.Counted;

    /// <summary>Whether the run that begins now is shared.</summary>
    /// <param name="now">The time, in ticks of the stopwatch.</param>
    public bool Begin(long now)
    {
        _start = now;
        if (_run == 0)
            _together = _alone = default;
        return _run < Tries || IsLong || (_run >= 2 * Tries && _together.Time <= _alone.Time);
    }

    /// <summary>Ends the run that was begun last.</summary>
    /// <param name="now">The time, in ticks of the stopwatch.</param>
    public void End(long now)
    {
        if (_run < 2 * Tries && _run % Tries >= Warmups)
            (_run < Tries ? ref _together : ref _alone).Add(now - _start);
        _run = (_run + 1) % Period;
    }

    /// <summary>The runs of a trial that count, all but the slowest: what that one waited for, another program as a rule, says nothing of the way.</summary>
    private struct Trial
    {
        /// <summary>Runs in <see cref="Time"/>.</summary>
        public const int Counted = Tries - Warmups - 1;

        private long _sum;
        private long _slowest;

        public readonly long Time => _sum - _slowest;

        public void Add(long time)
        {
            _sum += time;
            _slowest = Math.Max(_slowest, time);
        }
    }
}
