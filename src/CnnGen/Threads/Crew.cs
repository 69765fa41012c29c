using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CnnGen.Threads;

/// <summary>
/// A job at a time, in chunks that members take as they come: the caller from the front, workers from the back, so that neighbouring chunks stay on
/// one processor. Who does a chunk must not matter to its result. Nothing is locked, and nothing is allocated.
/// </summary>
/// <remarks>
/// <c>_open</c> holds the job's number and the chunks not yet taken, [end : 16][front : 16], in one word. Whoever moves a bound by
/// compare-and-exchange has a chunk of that job, which cannot end before the chunk is done: only then is the rest of the job read.
/// </remarks>
internal sealed unsafe class Crew(Worker[] workers)
{
    /// <summary>Chunks of a job that the word can count.</summary>
    public const int MostChunks = ushort.MaxValue;

    private const int EndShift = 16, JobShift = 32;

    private delegate*<void*, int, int, void> _work;
    private void* _argument;
    private ExceptionDispatchInfo? _failure;
    private uint _job;
    private bool _busy;
    private bool _useful;
    private bool _stopped;
    private Counter _open;
    private Counter _unfinished;

    /// <summary>Members, the caller counted.</summary>
    public int Members => workers.Length + 1;

    /// <summary>Whether a chunk waits for a member.</summary>
    public bool HasWork => IsOpen(Volatile.Read(ref _open.Value));

    /// <summary>Whether the session has ended.</summary>
    public bool IsStopped => Volatile.Read(ref _stopped);

    /// <summary>Calls <paramref name="work"/> for each chunk and returns when all are done; rethrows the first exception of a chunk then.</summary>
    /// <param name="chunks">Number of chunks, at most <see cref="MostChunks"/>.</param>
    /// <param name="work">Takes the state, a chunk's number and the member that does it; no member does two at a time.</param>
    /// <param name="state">What the chunks share. It may lie on the caller's stack.</param>
    public void Run(int chunks, delegate*<void*, int, int, void> work, void* state)
    {
        Debug.Assert(chunks <= MostChunks);
        if (Interlocked.Exchange(ref _busy, true))
        {
            // Another thread is in the midst of a run, which a session forbids: its results are undefined, but no thread may wait for ever.
            for (int chunk = 0; chunk < chunks; chunk++)
                work(state, chunk, 0);
            return;
        }

        _work = work;
        _argument = state;
        _unfinished.Value = chunks;
        _job++;
        Interlocked.Exchange(ref _open.Value, ((long)_job << JobShift) | ((long)chunks << EndShift));
        Wake(chunks - 1);
        while (TryTake(front: true, out int chunk))
            Do(chunk, 0);
        for (Wait wait = default; Volatile.Read(ref _unfinished.Value) > 0;)
            wait.Once();

        ExceptionDispatchInfo? failure = _failure;
        _failure = null;
        _useful = true;
        Volatile.Write(ref _busy, false);
        failure?.Throw();
    }

    /// <summary>At the start of a run: wakes the workers while the caller is still alone, if earlier runs had work for them.</summary>
    public void Rouse()
    {
        if (_useful)
            Wake(workers.Length);
    }

    /// <summary>Does a worker's chunks as long as there are any.</summary>
    public void Help(int member)
    {
        while (TryTake(front: false, out int chunk))
            Do(chunk, member);
    }

    /// <summary>Makes the workers return; a job in hand is finished.</summary>
    public void Stop()
    {
        Volatile.Write(ref _stopped, true);
        Interlocked.MemoryBarrier();
        Wake(workers.Length);
    }

    private static bool IsOpen(long open) => (ushort)open < (ushort)(open >> EndShift);

    private void Wake(int most)
    {
        for (int i = 0; i < Math.Min(most, workers.Length); i++)
            workers[i].Wake();
    }

    private bool TryTake(bool front, out int chunk)
    {
        long open = Volatile.Read(ref _open.Value);
        while (IsOpen(open))
        {
            chunk = front ? (ushort)open : (ushort)(open >> EndShift) - 1;
            long seen = Interlocked.CompareExchange(ref _open.Value, front ? open + 1 : open - (1L << EndShift), open);
            if (seen == open)
                return true;
            open = seen;
        }

        chunk = -1;
        return false;
    }

    private void Do(int chunk, int member)
    {
        try
        {
            _work(_argument, chunk, member);
        }
#pragma warning disable CA1031 // Whatever it is, it is the caller's, who is still waiting for this chunk.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
        }

        Interlocked.Decrement(ref _unfinished.Value);
    }

    /// <summary>A counter on cache lines of its own, so that members who write others do not slow down those who read it.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Counter
    {
        [FieldOffset(128)]
        public long Value;
    }
}
