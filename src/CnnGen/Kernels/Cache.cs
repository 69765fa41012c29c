using System.Runtime.Intrinsics.X86;

namespace CnnGen.Kernels;

/// <summary>The second-level cache of a core.</summary>
internal static class Cache
{
    private const int UsualKilobytes = 1024;

    /// <summary>Floats that it holds; the usual number where the processor does not tell.</summary>
    public static int Floats { get; } = Kilobytes() * (1024 / sizeof(float));

    private static int Kilobytes()
    {
        const int Extended = unchecked((int)0x80000000), Leaf = Extended + 6;
        if (!X86Base.IsSupported || (uint)X86Base.CpuId(Extended, 0).Eax < unchecked((uint)Leaf))
            return UsualKilobytes;
        int kilobytes = X86Base.CpuId(Leaf, 0).Ecx >>> 16;
        return kilobytes == 0 ? UsualKilobytes : kilobytes;
    }
}
