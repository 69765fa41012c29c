using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>F(2, 3) at the points 0, 1, -1 and infinity. All factors are powers of two: exact on small whole numbers.</summary>
internal readonly unsafe struct WinogradF2 : IWinogradTransform
{
    public static int Tile => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TSimd, TVector>(float* d, nint step, float* v, nint pointStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector d0 = TSimd.Load(d), d1 = TSimd.Load(d + step), d2 = TSimd.Load(d + (2 * step)), d3 = TSimd.Load(d + (3 * step));
        TSimd.Store(TSimd.Subtract(d0, d2), v);
        TSimd.Store(TSimd.Add(d1, d2), v + pointStep);
        TSimd.Store(TSimd.Subtract(d2, d1), v + (2 * pointStep));
        TSimd.Store(TSimd.Subtract(d3, d1), v + (3 * pointStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Filter<TSimd, TVector>(float* g, nint step, float* u, nint pointStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector half = TSimd.Create(0.5f);
        TVector g0 = TSimd.Load(g), g1 = TSimd.Load(g + step), g2 = TSimd.Load(g + (2 * step));
        TVector even = TSimd.Multiply(TSimd.Add(g0, g2), half), odd = TSimd.Multiply(g1, half);
        TSimd.Store(g0, u);
        TSimd.Store(TSimd.Add(even, odd), u + pointStep);
        TSimd.Store(TSimd.Subtract(even, odd), u + (2 * pointStep));
        TSimd.Store(g2, u + (3 * pointStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TSimd, TVector>(float* p, nint pointStep, float* y, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector p1 = TSimd.Load(p + pointStep), p2 = TSimd.Load(p + (2 * pointStep));
        TSimd.Store(TSimd.Add(TSimd.Load(p), TSimd.Add(p1, p2)), y);
        TSimd.Store(TSimd.Add(TSimd.Subtract(p1, p2), TSimd.Load(p + (3 * pointStep))), y + step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TSimd, TVector>(float* dy, nint step, float* dp, nint pointStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector y0 = TSimd.Load(dy), y1 = TSimd.Load(dy + step);
        TSimd.Store(y0, dp);
        TSimd.Store(TSimd.Add(y0, y1), dp + pointStep);
        TSimd.Store(TSimd.Subtract(y0, y1), dp + (2 * pointStep));
        TSimd.Store(y1, dp + (3 * pointStep));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FilterGradient<TSimd, TVector>(float* du, nint pointStep, float* dg, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector half = TSimd.Create(0.5f), u1 = TSimd.Load(du + pointStep), u2 = TSimd.Load(du + (2 * pointStep));
        TVector even = TSimd.Multiply(TSimd.Add(u1, u2), half);
        TSimd.Store(TSimd.Add(TSimd.Load(du), even), dg);
        TSimd.Store(TSimd.Multiply(TSimd.Subtract(u1, u2), half), dg + step);
        TSimd.Store(TSimd.Add(even, TSimd.Load(du + (3 * pointStep))), dg + (2 * step));
    }
}
