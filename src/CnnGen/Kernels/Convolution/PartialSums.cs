using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Adds up sums that parts of a batch have made each by itself, in the order of the parts.</summary>
internal static unsafe class PartialSums
{
    /// <param name="sums">The first part's sums.</param>
    /// <param name="step">Floats from one part's to the next part's.</param>
    /// <param name="parts">Number of parts.</param>
    /// <param name="count">Number of sums, whole rows of <paramref name="lanes"/>.</param>
    /// <param name="lanes">Lanes of a row.</param>
    /// <param name="total">Where the totals go; it may be the first part.</param>
    public static void Add(float* sums, nint step, int parts, int count, int lanes, float* total) => Width.Run(lanes, new Kernel(sums, step, parts, count, total));

    private readonly struct Kernel(float* sums, nint step, int parts, int count, float* total) : IWidthKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            for (int i = 0; i < count; i += TSimd.Count)
            {
                float* part = sums + i;
                TVector sum = TSimd.Load(part);
                for (int k = 1; k < parts; k++)
                    sum = TSimd.Add(sum, TSimd.Load(part += step));
                TSimd.Store(sum, total + i);
            }
        }
    }
}
