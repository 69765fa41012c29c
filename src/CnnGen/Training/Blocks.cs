using CnnGen.Kernels;
using CnnGen.Kernels.Simd;

namespace CnnGen.Training;

/// <summary>A kernel over a part of the parameters; parts are whole vectors, so no remainder is left.</summary>
internal interface IBlockKernel
{
    void Run<TSimd, TVector>(int first, int end)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}

/// <summary>Runs a kernel over all parameters, a block of neighbours at a time, shared out among the threads.</summary>
internal static class Blocks
{
    private const int Size = 16 * 1024;

    /// <summary>Floats of memory that an update passes over for each parameter: the parameter, its gradient, its state.</summary>
    private const int FloatsPerParameter = 4;

    public static void Run<TKernel>(Samples samples, int count, TKernel kernel)
        where TKernel : struct, IBlockKernel => EachRow.Run(
            samples.As(1), (count + Size - 1) / Size, (long)FloatsPerParameter * count, Map.Vector, new Block<TKernel>(count, kernel));

    private readonly struct Block<TKernel>(int count, TKernel kernel) : IRowKernel
        where TKernel : struct, IBlockKernel
    {
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => kernel.Run<TSimd, TVector>(row * Size, Math.Min((row + 1) * Size, count));
    }
}
