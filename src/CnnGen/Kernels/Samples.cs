using System.ComponentModel;
using CnnGen.Threads;

namespace CnnGen.Kernels;

/// <summary>How many samples a step works on, and with whom: the threads that share its chunks, and some memory that each has to itself.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Samples
{
    private readonly Crew? _crew;
    private readonly Address _scratch;
    private readonly int _scratchSize;

    internal Samples(int count, Crew? crew, Address scratch = default, int scratchSize = 0) =>
        (Count, _crew, _scratch, _scratchSize) = (count, crew, scratch, scratchSize);

    /// <summary>Samples of the batch.</summary>
    public int Count { get; }

    /// <summary>The number of samples.</summary>
    public static implicit operator int(Samples samples) => samples.Count;

    /// <summary>So many samples for the calling thread alone.</summary>
    public static implicit operator Samples(int count) => new(count, null);

    /// <summary>The number of samples.</summary>
    public int ToInt32() => Count;

    /// <summary>So many samples for the calling thread alone.</summary>
    public static Samples FromInt32(int count) => count;

    /// <summary>Whether the caller works on them by itself.</summary>
    internal bool AreAlone => _crew is null;

    /// <summary>Members of the team, the caller counted: for kernels whose results do not depend on how work is cut.</summary>
    internal int Members => _crew?.Members ?? 1;

    /// <summary>Another number of samples for the same threads.</summary>
    internal Samples As(int count) => new(count, _crew, _scratch, _scratchSize);

    /// <summary>The same samples for one member of the team alone, with that member's memory.</summary>
    internal Samples For(int member) => new(Count, null, Scratch(member), _scratchSize);

    /// <summary>Memory of a member of the team, as much as the plan's greediest step asks for. What it holds is undefined.</summary>
    internal Address Scratch(int member) => _scratch + ((nint)member * _scratchSize);

    /// <summary>Calls <paramref name="work"/> for each chunk and returns when all are done.</summary>
    /// <param name="chunks">Number of chunks.</param>
    /// <param name="work">Takes the state, a chunk's number, and the member of the team that does it: 0 for the caller.</param>
    /// <param name="state">What the chunks share. It may lie on the stack.</param>
    internal void Run(int chunks, delegate*<void*, int, int, void> work, void* state)
    {
        if (_crew is not null && chunks > 1)
        {
            _crew.Run(chunks, work, state);
            return;
        }

        for (int chunk = 0; chunk < chunks; chunk++)
            work(state, chunk, 0);
    }
}
