using System.Runtime.CompilerServices;

namespace CnnGen.Kernels.Simd;

/// <summary>
/// Random numbers that are a function of their position: nothing is stored, any element can be drawn again, and the order
/// of drawing does not matter. The mixing function is Wellons' "lowbias32" (two multiplications, three xor-shifts).
/// </summary>
internal static class CounterRandom
{
    internal const uint Multiplier1 = 0x7feb352d;
    internal const uint Multiplier2 = 0x846ca68b;

    /// <summary>2^-24: scales the upper 24 bits into [0, 1).</summary>
    internal const float Scale = 1f / (1 << 24);

    /// <summary>Mixes 32 bits so that neighbouring inputs give unrelated outputs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash32(uint x)
    {
        x = (x ^ (x >> 16)) * Multiplier1;
        x = (x ^ (x >> 15)) * Multiplier2;
        return x ^ (x >> 16);
    }

    /// <summary>A stream's first counter from its coordinates (for dropout: seed, layer, step and sample).</summary>
    public static uint Key(ulong seed, uint layer, ulong step, uint sample)
    {
        uint key = Hash32((uint)seed ^ 0x9e3779b9);
        key = Hash32(key ^ (uint)(seed >> 32));
        key = Hash32(key + layer);
        key = Hash32(key ^ (uint)step);
        key = Hash32(key ^ (uint)(step >> 32));
        return Hash32(key + sample);
    }

    /// <summary>A uniform number in [0, 1) with 24 bits.</summary>
    public static float Uniform(uint counter) => (Hash32(counter) >> 8) * Scale;
}
