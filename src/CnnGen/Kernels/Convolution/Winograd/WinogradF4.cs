using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// F(4, 3) at the points 0, a, -a, b, -b and infinity with a = sqrt(1/2) and b = sqrt(2): about half the rounding error of the customary
/// 0, 1, -1, 2, -2, at the same cost (the choice of points: Barabasz, Anderson, Soodhalter and Gregg 2020).
/// </summary>
/// <remarks>
/// With M(x) = x (x^2 - a^2)(x^2 - b^2), row p of B^T holds the coefficients of M(x) / (x - p), row p of G the powers of p over M'(p), and
/// column p of A^T the powers of p; the point at infinity takes M itself, the last weight and the last output. Here a * b = 1 and
/// a^2 + b^2 = 5/2.
/// </remarks>
internal readonly unsafe struct WinogradF4 : IWinogradTransform
{
    private const float A = 0.70710678118654752f, B = 1.4142135623730950f, SquareA = 0.5f, SquareB = 2, SumOfSquares = 2.5f;

    // 1 / M'(p), where M'(a) = 2 a^2 (a^2 - b^2) = -3/2 and M'(b) = 2 b^2 (b^2 - a^2) = 6, times the powers of p.
    private const float A0 = -2f / 3, A1 = A * A0, A2 = SquareA * A0, B0 = 1f / 6, B1 = B * B0, B2 = SquareB * B0;

    public static int Tile => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* d, nint step, float* v, nint pointStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector a = TSimd.Create(A), b = TSimd.Create(B), minusA = TSimd.Create(-A), minusB = TSimd.Create(-B);
        TVector minusSquareA = TSimd.Create(-SquareA), minusSquareB = TSimd.Create(-SquareB), minusSum = TSimd.Create(-SumOfSquares);
        TVector d1 = TSimd.Load(d + step), d2 = TSimd.Load(d + (2 * step)), d3 = TSimd.Load(d + (3 * step)), d4 = TSimd.Load(d + (4 * step));
        TSimd.Store(TSimd.MultiplyAdd(d2, minusSum, TSimd.Add(TSimd.Load(d), d4)), v);
        TSimd.Store(TSimd.MultiplyAdd(d3, minusSum, TSimd.Add(d1, TSimd.Load(d + (5 * step)))), v + (5 * pointStep));

        TVector even = TSimd.MultiplyAdd(d2, minusSquareB, d4), odd = TSimd.MultiplyAdd(d1, minusSquareB, d3);
        TSimd.Store(TSimd.MultiplyAdd(odd, a, even), v + pointStep);
        TSimd.Store(TSimd.MultiplyAdd(odd, minusA, even), v + (2 * pointStep));

        even = TSimd.MultiplyAdd(d2, minusSquareA, d4);
        odd = TSimd.MultiplyAdd(d1, minusSquareA, d3);
        TSimd.Store(TSimd.MultiplyAdd(odd, b, even), v + (3 * pointStep));
        TSimd.Store(TSimd.MultiplyAdd(odd, minusB, even), v + (4 * pointStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<TSimd, TVector>(float* g, nint step, float* u, nint pointStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector g0 = TSimd.Load(g), g1 = TSimd.Load(g + step), g2 = TSimd.Load(g + (2 * step));
        TSimd.Store(g0, u);

        TVector even = TSimd.MultiplyAdd(g0, TSimd.Create(A0), TSimd.Multiply(g2, TSimd.Create(A2)));
        TSimd.Store(TSimd.MultiplyAdd(g1, TSimd.Create(A1), even), u + pointStep);
        TSimd.Store(TSimd.MultiplyAdd(g1, TSimd.Create(-A1), even), u + (2 * pointStep));

        even = TSimd.MultiplyAdd(g0, TSimd.Create(B0), TSimd.Multiply(g2, TSimd.Create(B2)));
        TSimd.Store(TSimd.MultiplyAdd(g1, TSimd.Create(B1), even), u + (3 * pointStep));
        TSimd.Store(TSimd.MultiplyAdd(g1, TSimd.Create(-B1), even), u + (4 * pointStep));

        TSimd.Store(g2, u + (5 * pointStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector>(float* p, nint pointStep, float* y, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector p1 = TSimd.Load(p + pointStep), p2 = TSimd.Load(p + (2 * pointStep));
        TVector p3 = TSimd.Load(p + (3 * pointStep)), p4 = TSimd.Load(p + (4 * pointStep));
        TVector evenA = TSimd.Add(p1, p2), oddA = TSimd.Subtract(p1, p2), evenB = TSimd.Add(p3, p4), oddB = TSimd.Subtract(p3, p4);
        TSimd.Store(TSimd.Add(TSimd.Load(p), TSimd.Add(evenA, evenB)), y);
        TSimd.Store(TSimd.MultiplyAdd(oddA, TSimd.Create(A), TSimd.Multiply(oddB, TSimd.Create(B))), y + step);
        TSimd.Store(TSimd.MultiplyAdd(evenA, TSimd.Create(SquareA), TSimd.Multiply(evenB, TSimd.Create(SquareB))), y + (2 * step));
        TVector cubes = TSimd.MultiplyAdd(oddA, TSimd.Create(A * SquareA), TSimd.Multiply(oddB, TSimd.Create(B * SquareB)));
        TSimd.Store(TSimd.Add(cubes, TSimd.Load(p + (5 * pointStep))), y + (3 * step));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TSimd, TVector>(float* dy, nint step, float* dp, nint pointStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector y0 = TSimd.Load(dy), y1 = TSimd.Load(dy + step), y2 = TSimd.Load(dy + (2 * step)), y3 = TSimd.Load(dy + (3 * step));
        TSimd.Store(y0, dp);
        TSimd.Store(y3, dp + (5 * pointStep));

        TVector even = TSimd.MultiplyAdd(y2, TSimd.Create(SquareA), y0), odd = TSimd.MultiplyAdd(y3, TSimd.Create(SquareA), y1);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(A), even), dp + pointStep);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(-A), even), dp + (2 * pointStep));

        even = TSimd.MultiplyAdd(y2, TSimd.Create(SquareB), y0);
        odd = TSimd.MultiplyAdd(y3, TSimd.Create(SquareB), y1);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(B), even), dp + (3 * pointStep));
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(-B), even), dp + (4 * pointStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterGradient<TSimd, TVector>(float* du, nint pointStep, float* dg, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector u1 = TSimd.Load(du + pointStep), u2 = TSimd.Load(du + (2 * pointStep));
        TVector u3 = TSimd.Load(du + (3 * pointStep)), u4 = TSimd.Load(du + (4 * pointStep));
        TVector evenA = TSimd.Add(u1, u2), oddA = TSimd.Subtract(u1, u2), evenB = TSimd.Add(u3, u4), oddB = TSimd.Subtract(u3, u4);
        TVector first = TSimd.MultiplyAdd(evenA, TSimd.Create(A0), TSimd.Multiply(evenB, TSimd.Create(B0)));
        TVector last = TSimd.MultiplyAdd(evenA, TSimd.Create(A2), TSimd.Multiply(evenB, TSimd.Create(B2)));
        TSimd.Store(TSimd.Add(TSimd.Load(du), first), dg);
        TSimd.Store(TSimd.MultiplyAdd(oddA, TSimd.Create(A1), TSimd.Multiply(oddB, TSimd.Create(B1))), dg + step);
        TSimd.Store(TSimd.Add(last, TSimd.Load(du + (5 * pointStep))), dg + (2 * step));
    }
}
