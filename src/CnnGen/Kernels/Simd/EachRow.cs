using System.Runtime.CompilerServices;

namespace CnnGen.Kernels.Simd;

/// <summary>A kernel that can be compiled at any width and does one row of a sample at a time, in whatever order.</summary>
internal interface IRowKernel
{
    void Run<TSimd, TVector>(int sample, int row)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}

/// <summary>A row kernel whose rows add up to a number.</summary>
internal interface IRowSumKernel
{
    double Run<TSimd, TVector>(int sample, int row)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}

/// <summary>Runs row kernels over all rows of all samples, shared out among the threads.</summary>
internal static unsafe class EachRow
{
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="rows">Rows of a sample; 1 where a kernel does whole samples.</param>
    /// <param name="map">The largest map that the kernel passes over.</param>
    /// <param name="kernel">The kernel.</param>
    public static void Run<TKernel>(Samples samples, int rows, Map map, TKernel kernel)
        where TKernel : struct, IRowKernel => Run(samples, rows, (long)map.Pixels * map.Lanes, map.Lanes, kernel);

    /// <param name="samples">Samples of the batch.</param>
    /// <param name="rows">Rows of a sample; 1 where a kernel does whole samples.</param>
    /// <param name="floats">Floats of a sample that the kernel passes over.</param>
    /// <param name="lanes">Lanes of a pixel.</param>
    /// <param name="kernel">The kernel.</param>
    public static void Run<TKernel>(Samples samples, int rows, long floats, int lanes, TKernel kernel)
        where TKernel : struct, IRowKernel => Width.Run(lanes, new Sharing<TKernel>(samples, rows, floats, kernel));

    /// <summary>The sum over all rows: of each chunk in order, then of the chunks in order, so that its bits do not depend on the threads.</summary>
    /// <inheritdoc cref="Run{TKernel}(Samples, int, long, int, TKernel)"/>
    public static double Sum<TKernel>(Samples samples, int rows, long floats, int lanes, TKernel kernel)
        where TKernel : struct, IRowSumKernel
    {
        Cut cut = Cut.OfFloats((long)samples.Count * rows, samples.Count * floats);
        double* sums = stackalloc double[cut.Chunks];
        Width.Run(lanes, new SumSharing<TKernel>(samples, new SumJob<TKernel> { Kernel = kernel, Cut = cut, Rows = rows, Sums = sums }));
        double sum = 0;
        for (int chunk = 0; chunk < cut.Chunks; chunk++)
            sum += sums[chunk];
        return sum;
    }

    private readonly struct Sharing<TKernel>(Samples samples, int rows, long floats, TKernel kernel) : IWidthKernel
        where TKernel : struct, IRowKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            if (samples.AreAlone)
            {
                for (int sample = 0; sample < samples.Count; sample++)
                {
                    for (int row = 0; row < rows; row++)
                        kernel.Run<TSimd, TVector>(sample, row);
                }

                return;
            }

            Job<TKernel> job = new() { Kernel = kernel, Cut = Cut.OfFloats((long)samples.Count * rows, samples.Count * floats), Rows = rows };
            samples.Run(job.Cut.Chunks, &Chunk<TKernel, TSimd, TVector>, Unsafe.AsPointer(ref job));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Chunk<TKernel, TSimd, TVector>(void* state, int chunk, int member)
        where TKernel : struct, IRowKernel
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref Job<TKernel> job = ref Unsafe.AsRef<Job<TKernel>>(state);
        (int first, int end) = job.Cut[chunk];
        (int sample, int row) = Math.DivRem(first, job.Rows);
        for (int i = first; i < end; i++)
        {
            job.Kernel.Run<TSimd, TVector>(sample, row);
            if (++row < job.Rows)
                continue;
            row = 0;
            sample++;
        }
    }

    private readonly struct SumSharing<TKernel>(Samples samples, SumJob<TKernel> job) : IWidthKernel
        where TKernel : struct, IRowSumKernel
    {
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            SumJob<TKernel> shared = job;
            samples.Run(shared.Cut.Chunks, &SumChunk<TKernel, TSimd, TVector>, Unsafe.AsPointer(ref shared));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumChunk<TKernel, TSimd, TVector>(void* state, int chunk, int member)
        where TKernel : struct, IRowSumKernel
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref SumJob<TKernel> job = ref Unsafe.AsRef<SumJob<TKernel>>(state);
        (int first, int end) = job.Cut[chunk];
        double sum = 0;
        for (int i = first; i < end; i++)
            sum += job.Kernel.Run<TSimd, TVector>(i / job.Rows, i % job.Rows);
        job.Sums[chunk] = sum;
    }

    private struct SumJob<TKernel>
    {
        public TKernel Kernel;
        public Cut Cut;
        public int Rows;
        public double* Sums;
    }

    private struct Job<TKernel>
    {
        public TKernel Kernel;
        public Cut Cut;
        public int Rows;
    }
}
