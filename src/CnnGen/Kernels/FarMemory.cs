using System.Runtime.Intrinsics.X86;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Whether a core multiplies much faster than memory hands over weights, so that a prediction gains by smaller transformed filters more than it loses by more
/// multiplications: with AVX-512 on Intel's servers, of which an Emerald Rapids gives a core 12 to 16 GB/s, and 29 from the third-level cache, for 88 G
/// multiply-adds a second.
/// </summary>
internal static class FarMemory
{
    /// <summary>The first of the three registers that spell GenuineIntel.</summary>
    private const int Genu = 0x756E6547;

    /// <summary>Whether it is so here.</summary>
    public static bool IsHere { get; } = Width.Is512 && X86Base.IsSupported && X86Base.CpuId(0, 0).Ebx == Genu;
}
