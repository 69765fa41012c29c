using System.Runtime.CompilerServices;

namespace CnnGen.Kernels;

/// <summary>Some neighbouring rows of a batch, with memory that no other thread has.</summary>
internal interface IRowChunk
{
    /// <param name="first">The first row, counted through all samples.</param>
    /// <param name="count">How many.</param>
    /// <param name="scratch">The thread's memory. What it holds is undefined.</param>
    void Run(int first, int count, Address scratch);
}

/// <summary>Runs passes that need memory of their own over all rows of all samples, shared out among the threads.</summary>
internal static unsafe class RowChunks
{
    public static void Run<TChunk>(Samples samples, Map map, TChunk rows)
        where TChunk : struct, IRowChunk
    {
        Job<TChunk> job = new() { Rows = rows, Samples = samples, Cut = Cut.OfFloats((long)samples.Count * map.Height, (long)samples.Count * map.Pixels * map.Lanes) };
        samples.Run(job.Cut.Chunks, &Chunk<TChunk>, Unsafe.AsPointer(ref job));
    }

    private static void Chunk<TChunk>(void* state, int chunk, int member)
        where TChunk : struct, IRowChunk
    {
        ref Job<TChunk> job = ref Unsafe.AsRef<Job<TChunk>>(state);
        (int first, int end) = job.Cut[chunk];
        job.Rows.Run(first, end - first, job.Samples.Scratch(member));
    }

    private struct Job<TChunk>
    {
        public TChunk Rows;
        public Samples Samples;
        public Cut Cut;
    }
}
