using System.Diagnostics;

namespace CnnGen.Threads;

/// <summary>A short wait for another thread: some microseconds on the processor, then giving way at each look to whoever wants it.</summary>
internal struct Wait
{
    private const int Spins = 100, Pauses = 2;

    private static readonly long Bound = Stopwatch.Frequency / 20_000;

    private int _looks;
    private long _start;

    /// <summary>Whether the wait has lasted 50 microseconds.</summary>
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
