using CnnGen.Threads;

namespace CnnGen.Kernels;

/// <summary>
/// How the work of a step is cut into chunks: neighbouring units, as many to a chunk as make it worth handing over. It depends on shape and batch
/// alone, never on the number of threads.
/// </summary>
/// <param name="Units">What is not cut any further: rows, samples, tiles.</param>
/// <param name="Chunks">Chunks of neighbouring units; 1 where others would come too late to help, 0 where there is no unit.</param>
internal readonly record struct Cut(int Units, int Chunks)
{
    /// <summary>Multiply-adds of a register tile in a nanosecond, on the order of what processors do.</summary>
    private const int MultiplyAddsPerNanosecond = 64;

    /// <summary>Floats that a pass over a map takes in a nanosecond.</summary>
    private const int FloatsPerNanosecond = 4;

    /// <summary>Chunks at the most: enough for many threads to share them evenly. Each is handed out by counters that threads take from one another.</summary>
    private const int MostChunks = 48;

    /// <summary>Nanoseconds of work that are worth sharing, by halves; chunks of more work hold as many each. Tests set it, to see small steps cut.</summary>
    internal static int SmallestChunk { get; set; } = 3_500;

    /// <summary>For work whose time is in multiply-adds.</summary>
    public static Cut OfMultiplyAdds(long units, long total) => Of(units, total / MultiplyAddsPerNanosecond);

    /// <summary>For a pass over so many floats of memory.</summary>
    public static Cut OfFloats(long units, long total) => Of(units, total / FloatsPerNanosecond);

    /// <summary>The units of a chunk: from the first to before the end.</summary>
    public (int First, int End) this[int chunk] => new Parts(Units, Count: Chunks)[chunk];

    /// <summary>The same work in no more chunks than these.</summary>
    public Cut AtMost(int chunks) => this with { Chunks = Math.Min(Chunks, chunks) };

    private static Cut Of(long units, long nanoseconds)
    {
        long chunks = nanoseconds / SmallestChunk;
        return new Cut((int)units, (int)Math.Min(units, chunks == 0 ? 1 : Math.Clamp(chunks, 2, MostChunks)));
    }
}
