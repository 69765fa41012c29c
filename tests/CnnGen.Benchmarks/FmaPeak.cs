using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CnnGen.Benchmarks;

/// <summary>
/// Multiply-adds that depend on no memory, in twelve chains: more than the four cycles of latency times two units that current cores have, so that
/// every unit is busy in every cycle. They are fused, but with 128-bit vectors, which stand for processors without that.
/// </summary>
internal static class FmaPeak
{
    private const int Chains = 12, Iterations = 20_000;

    // Below 1, so that the chains settle and never become subnormal or infinite.
    private const float Factor = 0.999f, Addend = 0.001f;

    private static float _sink;

    /// <summary>Floating-point operations of <see cref="Run"/>: a multiply-add counts as two.</summary>
    public static double Operations =>
        2.0 * Chains * Iterations * Report.Isa switch { "avx512" => Vector512<float>.Count, "avx2" => Vector256<float>.Count, _ => Vector128<float>.Count };

    public static void Run() => _sink = Report.Isa switch
    {
        "avx512" => Run512(),
        "avx2" => Run256(),
        _ => Run128(),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run512()
    {
        Vector512<float> factor = Vector512.Create(Factor), addend = Vector512.Create(Addend);
        Vector512<float> a = addend, b = addend, c = addend, d = addend, e = addend, f = addend;
        Vector512<float> g = addend, h = addend, i = addend, j = addend, k = addend, l = addend;
        for (int n = 0; n < Iterations; n++)
        {
            a = Avx512F.FusedMultiplyAdd(a, factor, addend);
            b = Avx512F.FusedMultiplyAdd(b, factor, addend);
            c = Avx512F.FusedMultiplyAdd(c, factor, addend);
            d = Avx512F.FusedMultiplyAdd(d, factor, addend);
            e = Avx512F.FusedMultiplyAdd(e, factor, addend);
            f = Avx512F.FusedMultiplyAdd(f, factor, addend);
            g = Avx512F.FusedMultiplyAdd(g, factor, addend);
            h = Avx512F.FusedMultiplyAdd(h, factor, addend);
            i = Avx512F.FusedMultiplyAdd(i, factor, addend);
            j = Avx512F.FusedMultiplyAdd(j, factor, addend);
            k = Avx512F.FusedMultiplyAdd(k, factor, addend);
            l = Avx512F.FusedMultiplyAdd(l, factor, addend);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run256()
    {
        Vector256<float> factor = Vector256.Create(Factor), addend = Vector256.Create(Addend);
        Vector256<float> a = addend, b = addend, c = addend, d = addend, e = addend, f = addend;
        Vector256<float> g = addend, h = addend, i = addend, j = addend, k = addend, l = addend;
        for (int n = 0; n < Iterations; n++)
        {
            a = Fma.MultiplyAdd(a, factor, addend);
            b = Fma.MultiplyAdd(b, factor, addend);
            c = Fma.MultiplyAdd(c, factor, addend);
            d = Fma.MultiplyAdd(d, factor, addend);
            e = Fma.MultiplyAdd(e, factor, addend);
            f = Fma.MultiplyAdd(f, factor, addend);
            g = Fma.MultiplyAdd(g, factor, addend);
            h = Fma.MultiplyAdd(h, factor, addend);
            i = Fma.MultiplyAdd(i, factor, addend);
            j = Fma.MultiplyAdd(j, factor, addend);
            k = Fma.MultiplyAdd(k, factor, addend);
            l = Fma.MultiplyAdd(l, factor, addend);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Run128()
    {
        Vector128<float> factor = Vector128.Create(Factor), addend = Vector128.Create(Addend);
        Vector128<float> a = addend, b = addend, c = addend, d = addend, e = addend, f = addend;
        Vector128<float> g = addend, h = addend, i = addend, j = addend, k = addend, l = addend;
        for (int n = 0; n < Iterations; n++)
        {
            a = (a * factor) + addend;
            b = (b * factor) + addend;
            c = (c * factor) + addend;
            d = (d * factor) + addend;
            e = (e * factor) + addend;
            f = (f * factor) + addend;
            g = (g * factor) + addend;
            h = (h * factor) + addend;
            i = (i * factor) + addend;
            j = (j * factor) + addend;
            k = (k * factor) + addend;
            l = (l * factor) + addend;
        }

        return Vector128.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
