using System.Diagnostics;

namespace CnnGen.Threads;

/// <summary>A short wait for another thread: some microseconds on the processor, then giving way at each look to whoever wants it.</summary>
internal struct Wait
{
    private const int Spins = 100, Pauses = 2;

    /// <summary>Longer than the steps of small networks that have no work to share, so that a worker is still awake after them.</summary>
    private static readonly long Bound = Stopwatch.Frequency / 3_000;

    private int _looks;
    private long _start;

    /// <summary>Whether the wait has lasted a third of a millisecond.</summary>
    public readonly bool IsLong => _looks > Spins && Stopwatch.GetTimestamp() - _start > Bound;

    public void Once()
    {
        if (_looks == 0)
            _start = Stopwatch.GetTimestamp();
        if (_looks++ < Spins)
            Thread.SpinWait(Pauses);
        else
            Thread.Yield();
    }
}
