using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>How poolings compare: a NaN wins, as in PyTorch, and of equals the first.</summary>
internal static class Maximum
{
    /// <summary>The greater of two values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Greater<TSimd, TVector>(TVector first, TVector second)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Select(TSimd.IsNaN(first), first, TSimd.Max(first, second));

    /// <summary>Where <paramref name="value"/> takes the place of the best so far: if it is greater, or the first NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Better<TSimd, TVector>(TVector value, TVector best)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector nan = TSimd.IsNaN(value);
        return TSimd.Select(TSimd.IsNaN(best), TSimd.Zero, TSimd.Select(nan, nan, TSimd.GreaterThan(value, best)));
    }
}
