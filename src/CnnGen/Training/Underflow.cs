using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Training;

/// <summary>Keeps averages that decay from ending among the smallest floats, which are slow on most processors.</summary>
internal static class Underflow
{
    private const float Negligible = 1e-30f;

    /// <summary><paramref name="x"/>, or 0 where its magnitude is below 1e-30; NaN stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Flush<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector positive = TSimd.GreaterThan(x, TSimd.Create(Negligible)), negative = TSimd.GreaterThan(TSimd.Create(-Negligible), x);
        TVector matters = TSimd.Select(positive, x, TSimd.Select(negative, x, TSimd.Zero));
        return TSimd.Select(TSimd.IsNaN(x), x, matters);
    }
}
