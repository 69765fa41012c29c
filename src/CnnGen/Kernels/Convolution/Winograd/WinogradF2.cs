using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>F(2, 3) at the points 0, 1, -1 and infinity. All factors are powers of two: exact on small whole numbers.</summary>
internal readonly unsafe struct WinogradF2 : IWinogradTransform
{
    private const int Points = 4, Taps = 3;

    public static int Tile => 2;

    public static int Kernel => Taps;

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Input<TSimd, TVector>(float* d, nint rowStep, nint columnStep, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        InputRow<TSimd, TVector>(
            TSimd.Subtract(TSimd.Load(d), TSimd.Load(d + (2 * rowStep))),
            TSimd.Subtract(TSimd.Load(d + columnStep), TSimd.Load(d + (2 * rowStep) + columnStep)),
            TSimd.Subtract(TSimd.Load(d + (2 * columnStep)), TSimd.Load(d + (2 * rowStep) + (2 * columnStep))),
            TSimd.Subtract(TSimd.Load(d + (3 * columnStep)), TSimd.Load(d + (2 * rowStep) + (3 * columnStep))),
            v, plane);
        InputRow<TSimd, TVector>(
            TSimd.Add(TSimd.Load(d + rowStep), TSimd.Load(d + (2 * rowStep))),
            TSimd.Add(TSimd.Load(d + rowStep + columnStep), TSimd.Load(d + (2 * rowStep) + columnStep)),
            TSimd.Add(TSimd.Load(d + rowStep + (2 * columnStep)), TSimd.Load(d + (2 * rowStep) + (2 * columnStep))),
            TSimd.Add(TSimd.Load(d + rowStep + (3 * columnStep)), TSimd.Load(d + (2 * rowStep) + (3 * columnStep))),
            v + (Points * plane), plane);
        InputRow<TSimd, TVector>(
            TSimd.Subtract(TSimd.Load(d + (2 * rowStep)), TSimd.Load(d + rowStep)),
            TSimd.Subtract(TSimd.Load(d + (2 * rowStep) + columnStep), TSimd.Load(d + rowStep + columnStep)),
            TSimd.Subtract(TSimd.Load(d + (2 * rowStep) + (2 * columnStep)), TSimd.Load(d + rowStep + (2 * columnStep))),
            TSimd.Subtract(TSimd.Load(d + (2 * rowStep) + (3 * columnStep)), TSimd.Load(d + rowStep + (3 * columnStep))),
            v + (2 * Points * plane), plane);
        InputRow<TSimd, TVector>(
            TSimd.Subtract(TSimd.Load(d + (3 * rowStep)), TSimd.Load(d + rowStep)),
            TSimd.Subtract(TSimd.Load(d + (3 * rowStep) + columnStep), TSimd.Load(d + rowStep + columnStep)),
            TSimd.Subtract(TSimd.Load(d + (3 * rowStep) + (2 * columnStep)), TSimd.Load(d + rowStep + (2 * columnStep))),
            TSimd.Subtract(TSimd.Load(d + (3 * rowStep) + (3 * columnStep)), TSimd.Load(d + rowStep + (3 * columnStep))),
            v + (3 * Points * plane), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Filter<TSimd, TVector>(float* g, nint tapStep, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector half = TSimd.Create(0.5f);
        nint rowStep = Taps * tapStep;
        TVector even0 = TSimd.Multiply(TSimd.Add(TSimd.Load(g), TSimd.Load(g + (2 * rowStep))), half), odd0 = TSimd.Multiply(TSimd.Load(g + rowStep), half);
        TVector even1 = TSimd.Multiply(TSimd.Add(TSimd.Load(g + tapStep), TSimd.Load(g + (2 * rowStep) + tapStep)), half), odd1 = TSimd.Multiply(TSimd.Load(g + rowStep + tapStep), half);
        TVector even2 = TSimd.Multiply(TSimd.Add(TSimd.Load(g + (2 * tapStep)), TSimd.Load(g + (2 * rowStep) + (2 * tapStep))), half), odd2 = TSimd.Multiply(TSimd.Load(g + rowStep + (2 * tapStep)), half);
        FilterRow<TSimd, TVector>(
            TSimd.Load(g),
            TSimd.Load(g + tapStep),
            TSimd.Load(g + (2 * tapStep)),
            u, plane);
        FilterRow<TSimd, TVector>(TSimd.Add(even0, odd0), TSimd.Add(even1, odd1), TSimd.Add(even2, odd2), u + (Points * plane), plane);
        FilterRow<TSimd, TVector>(TSimd.Subtract(even0, odd0), TSimd.Subtract(even1, odd1), TSimd.Subtract(even2, odd2), u + (2 * Points * plane), plane);
        FilterRow<TSimd, TVector>(
            TSimd.Load(g + (2 * rowStep)),
            TSimd.Load(g + (2 * rowStep) + tapStep),
            TSimd.Load(g + (2 * rowStep) + (2 * tapStep)),
            u + (3 * Points * plane), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Output<TSimd, TVector, TFunction>(float* p, nint plane, TilePixels y, TilePixels added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        nint row = Points * plane;
        OutputRow<TSimd, TVector, TFunction>(
            TSimd.Add(TSimd.Load(p), TSimd.Add(TSimd.Load(p + row), TSimd.Load(p + (2 * row)))),
            TSimd.Add(TSimd.Load(p + plane), TSimd.Add(TSimd.Load(p + row + plane), TSimd.Load(p + (2 * row) + plane))),
            TSimd.Add(TSimd.Load(p + (2 * plane)), TSimd.Add(TSimd.Load(p + row + (2 * plane)), TSimd.Load(p + (2 * row) + (2 * plane)))),
            TSimd.Add(TSimd.Load(p + (3 * plane)), TSimd.Add(TSimd.Load(p + row + (3 * plane)), TSimd.Load(p + (2 * row) + (3 * plane)))),
            y.Row(0), added.Row(0), bias, slope);
        OutputRow<TSimd, TVector, TFunction>(
            TSimd.Add(TSimd.Subtract(TSimd.Load(p + row), TSimd.Load(p + (2 * row))), TSimd.Load(p + (3 * row))),
            TSimd.Add(TSimd.Subtract(TSimd.Load(p + row + plane), TSimd.Load(p + (2 * row) + plane)), TSimd.Load(p + (3 * row) + plane)),
            TSimd.Add(TSimd.Subtract(TSimd.Load(p + row + (2 * plane)), TSimd.Load(p + (2 * row) + (2 * plane))), TSimd.Load(p + (3 * row) + (2 * plane))),
            TSimd.Add(TSimd.Subtract(TSimd.Load(p + row + (3 * plane)), TSimd.Load(p + (2 * row) + (3 * plane))), TSimd.Load(p + (3 * row) + (3 * plane))),
            y.Row(1), added.Row(1), bias, slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TSimd, TVector>(float* dy, nint rowStep, nint columnStep, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector y00 = TSimd.Load(dy), y01 = TSimd.Load(dy + columnStep), y10 = TSimd.Load(dy + rowStep), y11 = TSimd.Load(dy + rowStep + columnStep);
        GradientRow<TSimd, TVector>(y00, y01, dp, plane);
        GradientRow<TSimd, TVector>(TSimd.Add(y00, y10), TSimd.Add(y01, y11), dp + (Points * plane), plane);
        GradientRow<TSimd, TVector>(TSimd.Subtract(y00, y10), TSimd.Subtract(y01, y11), dp + (2 * Points * plane), plane);
        GradientRow<TSimd, TVector>(y10, y11, dp + (3 * Points * plane), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void FilterGradient<TSimd, TVector>(float* du, nint plane, float* dg, nint tapStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        nint row = Points * plane, tapRow = Taps * tapStep;
        TVector half = TSimd.Create(0.5f);
        TVector even0 = TSimd.Multiply(TSimd.Add(TSimd.Load(du + row), TSimd.Load(du + (2 * row))), half);
        TVector even1 = TSimd.Multiply(TSimd.Add(TSimd.Load(du + row + plane), TSimd.Load(du + (2 * row) + plane)), half);
        TVector even2 = TSimd.Multiply(TSimd.Add(TSimd.Load(du + row + (2 * plane)), TSimd.Load(du + (2 * row) + (2 * plane))), half);
        TVector even3 = TSimd.Multiply(TSimd.Add(TSimd.Load(du + row + (3 * plane)), TSimd.Load(du + (2 * row) + (3 * plane))), half);
        TapRow<TSimd, TVector>(
            TSimd.Add(TSimd.Load(du), even0),
            TSimd.Add(TSimd.Load(du + plane), even1),
            TSimd.Add(TSimd.Load(du + (2 * plane)), even2),
            TSimd.Add(TSimd.Load(du + (3 * plane)), even3),
            dg, tapStep);
        TapRow<TSimd, TVector>(
            TSimd.Multiply(TSimd.Subtract(TSimd.Load(du + row), TSimd.Load(du + (2 * row))), half),
            TSimd.Multiply(TSimd.Subtract(TSimd.Load(du + row + plane), TSimd.Load(du + (2 * row) + plane)), half),
            TSimd.Multiply(TSimd.Subtract(TSimd.Load(du + row + (2 * plane)), TSimd.Load(du + (2 * row) + (2 * plane))), half),
            TSimd.Multiply(TSimd.Subtract(TSimd.Load(du + row + (3 * plane)), TSimd.Load(du + (2 * row) + (3 * plane))), half),
            dg + tapRow, tapStep);
        TapRow<TSimd, TVector>(
            TSimd.Add(TSimd.Load(du + (3 * row)), even0),
            TSimd.Add(TSimd.Load(du + (3 * row) + plane), even1),
            TSimd.Add(TSimd.Load(du + (3 * row) + (2 * plane)), even2),
            TSimd.Add(TSimd.Load(du + (3 * row) + (3 * plane)), even3),
            dg + (2 * tapRow), tapStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void InputRow<TSimd, TVector>(TVector d0, TVector d1, TVector d2, TVector d3, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(TSimd.Subtract(d0, d2), v);
        TSimd.Store(TSimd.Add(d1, d2), v + plane);
        TSimd.Store(TSimd.Subtract(d2, d1), v + (2 * plane));
        TSimd.Store(TSimd.Subtract(d3, d1), v + (3 * plane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void FilterRow<TSimd, TVector>(TVector g0, TVector g1, TVector g2, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector half = TSimd.Create(0.5f), even = TSimd.Multiply(TSimd.Add(g0, g2), half), odd = TSimd.Multiply(g1, half);
        TSimd.Store(g0, u);
        TSimd.Store(TSimd.Add(even, odd), u + plane);
        TSimd.Store(TSimd.Subtract(even, odd), u + (2 * plane));
        TSimd.Store(g2, u + (3 * plane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void OutputRow<TSimd, TVector, TFunction>(
        TVector p0, TVector p1, TVector p2, TVector p3, PixelRow y, PixelRow added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TVector y0 = TSimd.Add(TSimd.Add(p0, TSimd.Add(p1, p2)), bias), y1 = TSimd.Add(TSimd.Add(TSimd.Subtract(p1, p2), p3), bias);
        y.Write<TSimd, TVector, TFunction>(y0, y1, added, slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void GradientRow<TSimd, TVector>(TVector y0, TVector y1, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(y0, dp);
        TSimd.Store(TSimd.Add(y0, y1), dp + plane);
        TSimd.Store(TSimd.Subtract(y0, y1), dp + (2 * plane));
        TSimd.Store(y1, dp + (3 * plane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void TapRow<TSimd, TVector>(TVector u0, TVector u1, TVector u2, TVector u3, float* dg, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector half = TSimd.Create(0.5f), even = TSimd.Multiply(TSimd.Add(u1, u2), half);
        TSimd.Store(TSimd.Add(u0, even), dg);
        TSimd.Store(TSimd.Multiply(TSimd.Subtract(u1, u2), half), dg + step);
        TSimd.Store(TSimd.Add(even, u3), dg + (2 * step));
    }
}
