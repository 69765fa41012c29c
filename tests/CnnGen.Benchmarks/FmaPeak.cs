using System.Runtime.CompilerServices;
using CnnGen.Kernels;
using CnnGen.Kernels.Simd;

namespace CnnGen.Benchmarks;

/// <summary>
/// Multiply-adds that depend on no memory, in twelve chains: more than the four cycles of latency times two units that current cores have, so that
/// every unit is busy in every cycle.
/// </summary>
internal static class FmaPeak
{
    private const int Chains = 12, Iterations = 20_000;

    // Below 1, so that the chains settle and never become subnormal or infinite.
    private const float Factor = 0.999f, Addend = 0.001f;

    private static float _sink;

    /// <summary>Floating-point operations of <see cref="Run"/>: a multiply-add counts as two.</summary>
    public static double Operations => 2.0 * Chains * Iterations * (Width.Is512 ? 16 : Width.Is256 ? 8 : 4);

    /// <summary>Runs with the vectors of CnnGen's kernels.</summary>
    public static void Run() => Width.Run(Map.Vector, default(Kernel));

    private readonly struct Kernel : IWidthKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector factor = TSimd.Create(Factor), addend = TSimd.Create(Addend);
            TVector a = addend, b = addend, c = addend, d = addend, e = addend, f = addend;
            TVector g = addend, h = addend, i = addend, j = addend, k = addend, l = addend;
            for (int n = 0; n < Iterations; n++)
            {
                a = TSimd.MultiplyAdd(a, factor, addend);
                b = TSimd.MultiplyAdd(b, factor, addend);
                c = TSimd.MultiplyAdd(c, factor, addend);
                d = TSimd.MultiplyAdd(d, factor, addend);
                e = TSimd.MultiplyAdd(e, factor, addend);
                f = TSimd.MultiplyAdd(f, factor, addend);
                g = TSimd.MultiplyAdd(g, factor, addend);
                h = TSimd.MultiplyAdd(h, factor, addend);
                i = TSimd.MultiplyAdd(i, factor, addend);
                j = TSimd.MultiplyAdd(j, factor, addend);
                k = TSimd.MultiplyAdd(k, factor, addend);
                l = TSimd.MultiplyAdd(l, factor, addend);
            }

            // All chains count, or the compiler would leave some out.
            TVector sum = TSimd.Add(TSimd.Add(TSimd.Add(a, b), TSimd.Add(c, d)), TSimd.Add(TSimd.Add(e, f), TSimd.Add(g, h)));
            _sink = TSimd.Sum(TSimd.Add(sum, TSimd.Add(TSimd.Add(i, j), TSimd.Add(k, l))));
        }
    }
}
