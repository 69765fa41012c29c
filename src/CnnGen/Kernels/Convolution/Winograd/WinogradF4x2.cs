using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>F(4, 2) at the points 0, 1, -1, 1/2 and infinity: tiles of 4 x 4 pixels for filters of 2 x 2 taps, the phases of a stride of two.</summary>
/// <remarks>
/// With M(x) = x (x^2 - 1)(x - 1/2), row p of B^T holds the coefficients of M(x) / (x - p), outputs meet the powers of p, and taps the powers of p over M'(p):
/// 2, 1, -1/3 and -8/3. A filter without its first tap is zero at the point 0, one without its last at infinity.
/// </remarks>
internal readonly unsafe struct WinogradF4x2 : IWinogradTransform
{
    private const int Points = 5, Taps = 2;

    private const float AtZero = 2, AtMinusOne = -1f / 3, AtHalf = -8f / 3;

    public static int Tile => 4;

    public static int Kernel => Taps;

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Input<TSimd, TVector>(float* d, nint rowStep, nint columnStep, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        nint row = Points * plane;
        float* d1 = d + columnStep, d2 = d1 + columnStep, d3 = d2 + columnStep, d4 = d3 + columnStep;
        InputRow<TSimd, TVector>(
            End<TSimd, TVector>(d, rowStep), End<TSimd, TVector>(d1, rowStep), End<TSimd, TVector>(d2, rowStep), End<TSimd, TVector>(d3, rowStep),
            End<TSimd, TVector>(d4, rowStep), v, plane);
        InputRow<TSimd, TVector>(
            One<TSimd, TVector>(d, rowStep), One<TSimd, TVector>(d1, rowStep), One<TSimd, TVector>(d2, rowStep), One<TSimd, TVector>(d3, rowStep),
            One<TSimd, TVector>(d4, rowStep), v + row, plane);
        InputRow<TSimd, TVector>(
            MinusOne<TSimd, TVector>(d, rowStep), MinusOne<TSimd, TVector>(d1, rowStep), MinusOne<TSimd, TVector>(d2, rowStep), MinusOne<TSimd, TVector>(d3, rowStep),
            MinusOne<TSimd, TVector>(d4, rowStep), v + (2 * row), plane);
        InputRow<TSimd, TVector>(
            Half<TSimd, TVector>(d, rowStep), Half<TSimd, TVector>(d1, rowStep), Half<TSimd, TVector>(d2, rowStep), Half<TSimd, TVector>(d3, rowStep),
            Half<TSimd, TVector>(d4, rowStep), v + (3 * row), plane);
        InputRow<TSimd, TVector>(
            End<TSimd, TVector>(d + rowStep, rowStep), End<TSimd, TVector>(d1 + rowStep, rowStep), End<TSimd, TVector>(d2 + rowStep, rowStep),
            End<TSimd, TVector>(d3 + rowStep, rowStep), End<TSimd, TVector>(d4 + rowStep, rowStep), v + (4 * row), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Filter<TSimd, TVector>(float* g, nint tapStep, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector g00 = TSimd.Load(g), g01 = TSimd.Load(g + tapStep), g10 = TSimd.Load(g + (2 * tapStep)), g11 = TSimd.Load(g + (3 * tapStep));
        TVector zero = TSimd.Create(AtZero), minusOne = TSimd.Create(AtMinusOne), half = TSimd.Create(AtHalf), quarter = TSimd.Create(AtHalf / 2);
        nint row = Points * plane;
        FilterRow<TSimd, TVector>(TSimd.Multiply(g00, zero), TSimd.Multiply(g01, zero), u, plane);
        FilterRow<TSimd, TVector>(TSimd.Add(g00, g10), TSimd.Add(g01, g11), u + row, plane);
        FilterRow<TSimd, TVector>(
            TSimd.Multiply(TSimd.Subtract(g00, g10), minusOne), TSimd.Multiply(TSimd.Subtract(g01, g11), minusOne), u + (2 * row), plane);
        FilterRow<TSimd, TVector>(
            TSimd.MultiplyAdd(g00, half, TSimd.Multiply(g10, quarter)), TSimd.MultiplyAdd(g01, half, TSimd.Multiply(g11, quarter)), u + (3 * row), plane);
        FilterRow<TSimd, TVector>(g10, g11, u + (4 * row), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Output<TSimd, TVector, TFunction>(float* p, nint plane, TilePixels y, TilePixels added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        nint row = Points * plane;
        float* p1 = p + plane, p2 = p1 + plane, p3 = p2 + plane, p4 = p3 + plane;
        TVector even0 = Even<TSimd, TVector>(p, row), odd0 = Odd<TSimd, TVector>(p, row), half0 = TSimd.Load(p + (3 * row));
        TVector even1 = Even<TSimd, TVector>(p1, row), odd1 = Odd<TSimd, TVector>(p1, row), half1 = TSimd.Load(p1 + (3 * row));
        TVector even2 = Even<TSimd, TVector>(p2, row), odd2 = Odd<TSimd, TVector>(p2, row), half2 = TSimd.Load(p2 + (3 * row));
        TVector even3 = Even<TSimd, TVector>(p3, row), odd3 = Odd<TSimd, TVector>(p3, row), half3 = TSimd.Load(p3 + (3 * row));
        TVector even4 = Even<TSimd, TVector>(p4, row), odd4 = Odd<TSimd, TVector>(p4, row), half4 = TSimd.Load(p4 + (3 * row));
        OutputRow<TSimd, TVector, TFunction>(
            TSimd.Add(TSimd.Add(TSimd.Load(p), half0), even0),
            TSimd.Add(TSimd.Add(TSimd.Load(p1), half1), even1),
            TSimd.Add(TSimd.Add(TSimd.Load(p2), half2), even2),
            TSimd.Add(TSimd.Add(TSimd.Load(p3), half3), even3),
            TSimd.Add(TSimd.Add(TSimd.Load(p4), half4), even4),
            y.Row(0), added.Row(0), bias, slope);
        TVector power = TSimd.Create(1f / 2);
        OutputRow<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(half0, power, odd0), TSimd.MultiplyAdd(half1, power, odd1), TSimd.MultiplyAdd(half2, power, odd2),
            TSimd.MultiplyAdd(half3, power, odd3), TSimd.MultiplyAdd(half4, power, odd4), y.Row(1), added.Row(1), bias, slope);
        power = TSimd.Create(1f / 4);
        OutputRow<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(half0, power, even0), TSimd.MultiplyAdd(half1, power, even1), TSimd.MultiplyAdd(half2, power, even2),
            TSimd.MultiplyAdd(half3, power, even3), TSimd.MultiplyAdd(half4, power, even4), y.Row(2), added.Row(2), bias, slope);
        power = TSimd.Create(1f / 8);
        OutputRow<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(half0, power, TSimd.Add(odd0, TSimd.Load(p + (4 * row)))),
            TSimd.MultiplyAdd(half1, power, TSimd.Add(odd1, TSimd.Load(p1 + (4 * row)))),
            TSimd.MultiplyAdd(half2, power, TSimd.Add(odd2, TSimd.Load(p2 + (4 * row)))),
            TSimd.MultiplyAdd(half3, power, TSimd.Add(odd3, TSimd.Load(p3 + (4 * row)))),
            TSimd.MultiplyAdd(half4, power, TSimd.Add(odd4, TSimd.Load(p4 + (4 * row)))),
            y.Row(3), added.Row(3), bias, slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void OutputGradient<TSimd, TVector>(float* dy, nint rowStep, nint columnStep, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        nint row = Points * plane;
        float* dy1 = dy + columnStep, dy2 = dy1 + columnStep, dy3 = dy2 + columnStep;
        TVector even0 = TSimd.Add(TSimd.Load(dy), TSimd.Load(dy + (2 * rowStep))), odd0 = TSimd.Add(TSimd.Load(dy + rowStep), TSimd.Load(dy + (3 * rowStep)));
        TVector even1 = TSimd.Add(TSimd.Load(dy1), TSimd.Load(dy1 + (2 * rowStep))), odd1 = TSimd.Add(TSimd.Load(dy1 + rowStep), TSimd.Load(dy1 + (3 * rowStep)));
        TVector even2 = TSimd.Add(TSimd.Load(dy2), TSimd.Load(dy2 + (2 * rowStep))), odd2 = TSimd.Add(TSimd.Load(dy2 + rowStep), TSimd.Load(dy2 + (3 * rowStep)));
        TVector even3 = TSimd.Add(TSimd.Load(dy3), TSimd.Load(dy3 + (2 * rowStep))), odd3 = TSimd.Add(TSimd.Load(dy3 + rowStep), TSimd.Load(dy3 + (3 * rowStep)));
        GradientRow<TSimd, TVector>(TSimd.Load(dy), TSimd.Load(dy1), TSimd.Load(dy2), TSimd.Load(dy3), dp, plane);
        GradientRow<TSimd, TVector>(TSimd.Add(even0, odd0), TSimd.Add(even1, odd1), TSimd.Add(even2, odd2), TSimd.Add(even3, odd3), dp + row, plane);
        GradientRow<TSimd, TVector>(
            TSimd.Subtract(even0, odd0), TSimd.Subtract(even1, odd1), TSimd.Subtract(even2, odd2), TSimd.Subtract(even3, odd3), dp + (2 * row), plane);
        GradientRow<TSimd, TVector>(
            Powers<TSimd, TVector>(dy, rowStep), Powers<TSimd, TVector>(dy1, rowStep), Powers<TSimd, TVector>(dy2, rowStep), Powers<TSimd, TVector>(dy3, rowStep),
            dp + (3 * row), plane);
        GradientRow<TSimd, TVector>(
            TSimd.Load(dy + (3 * rowStep)), TSimd.Load(dy1 + (3 * rowStep)), TSimd.Load(dy2 + (3 * rowStep)), TSimd.Load(dy3 + (3 * rowStep)), dp + (4 * row), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void FilterGradient<TSimd, TVector>(float* du, nint plane, float* dg, nint tapStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        nint row = Points * plane;
        float* du1 = du + plane, du2 = du1 + plane, du3 = du2 + plane, du4 = du3 + plane;
        TapRow<TSimd, TVector>(
            First<TSimd, TVector>(du, row), First<TSimd, TVector>(du1, row), First<TSimd, TVector>(du2, row), First<TSimd, TVector>(du3, row),
            First<TSimd, TVector>(du4, row), dg, tapStep);
        TapRow<TSimd, TVector>(
            Second<TSimd, TVector>(du, row), Second<TSimd, TVector>(du1, row), Second<TSimd, TVector>(du2, row), Second<TSimd, TVector>(du3, row),
            Second<TSimd, TVector>(du4, row), dg + (Taps * tapStep), tapStep);
    }

    /// <summary>The combination for the point 0; a step on, that for infinity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector End<TSimd, TVector>(float* d, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.MultiplyAdd(
            TSimd.Subtract(TSimd.Load(d + (2 * step)), TSimd.Load(d)), TSimd.Create(-0.5f), TSimd.Subtract(TSimd.Load(d + (3 * step)), TSimd.Load(d + step)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector One<TSimd, TVector>(float* d, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.MultiplyAdd(TSimd.Subtract(TSimd.Load(d + (2 * step)), TSimd.Load(d + step)), TSimd.Create(0.5f), TSimd.Load(d + (3 * step)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MinusOne<TSimd, TVector>(float* d, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.MultiplyAdd(
            TSimd.Load(d + (2 * step)), TSimd.Create(-1.5f), TSimd.MultiplyAdd(TSimd.Load(d + step), TSimd.Create(0.5f), TSimd.Load(d + (3 * step))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Half<TSimd, TVector>(float* d, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Subtract(TSimd.Load(d + (3 * step)), TSimd.Load(d + step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputRow<TSimd, TVector>(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector half = TSimd.Create(0.5f), minusHalf = TSimd.Create(-0.5f), difference = TSimd.Subtract(d3, d1);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Subtract(d2, d0), minusHalf, difference), v);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Subtract(d2, d1), half, d3), v + plane);
        TSimd.Store(TSimd.MultiplyAdd(d2, TSimd.Create(-1.5f), TSimd.MultiplyAdd(d1, half, d3)), v + (2 * plane));
        TSimd.Store(difference, v + (3 * plane));
        TSimd.Store(TSimd.MultiplyAdd(difference, minusHalf, TSimd.Subtract(d4, d2)), v + (4 * plane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FilterRow<TSimd, TVector>(TVector g0, TVector g1, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(TSimd.Multiply(g0, TSimd.Create(AtZero)), u);
        TSimd.Store(TSimd.Add(g0, g1), u + plane);
        TSimd.Store(TSimd.Multiply(TSimd.Subtract(g0, g1), TSimd.Create(AtMinusOne)), u + (2 * plane));
        TSimd.Store(TSimd.MultiplyAdd(g0, TSimd.Create(AtHalf), TSimd.Multiply(g1, TSimd.Create(AtHalf / 2))), u + (3 * plane));
        TSimd.Store(g1, u + (4 * plane));
    }

    /// <summary>The sum of what belongs to the points 1 and -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Even<TSimd, TVector>(float* p, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Add(TSimd.Load(p + step), TSimd.Load(p + (2 * step)));

    /// <summary>Their difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Odd<TSimd, TVector>(float* p, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Subtract(TSimd.Load(p + step), TSimd.Load(p + (2 * step)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OutputRow<TSimd, TVector, TFunction>(
        TVector p0, TVector p1, TVector p2, TVector p3, TVector p4, PixelRow y, PixelRow added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TVector even = TSimd.Add(TSimd.Add(p1, p2), bias), odd = TSimd.Add(TSimd.Subtract(p1, p2), bias);
        TVector y0 = TSimd.Add(TSimd.Add(p0, p3), even);
        TVector y1 = TSimd.MultiplyAdd(p3, TSimd.Create(1f / 2), odd);
        TVector y2 = TSimd.MultiplyAdd(p3, TSimd.Create(1f / 4), even);
        TVector y3 = TSimd.MultiplyAdd(p3, TSimd.Create(1f / 8), TSimd.Add(odd, p4));
        y.Write<TSimd, TVector, TFunction>(y0, y1, y2, y3, added, slope);
    }

    /// <summary>Four values times the powers of 1/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Powers<TSimd, TVector>(float* y, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        Powers<TSimd, TVector>(TSimd.Load(y), TSimd.Load(y + step), TSimd.Load(y + (2 * step)), TSimd.Load(y + (3 * step)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Powers<TSimd, TVector>(TVector y0, TVector y1, TVector y2, TVector y3)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.MultiplyAdd(y1, TSimd.Create(1f / 2), TSimd.MultiplyAdd(y2, TSimd.Create(1f / 4), TSimd.MultiplyAdd(y3, TSimd.Create(1f / 8), y0)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void GradientRow<TSimd, TVector>(TVector y0, TVector y1, TVector y2, TVector y3, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector even = TSimd.Add(y0, y2), odd = TSimd.Add(y1, y3);
        TSimd.Store(y0, dp);
        TSimd.Store(TSimd.Add(even, odd), dp + plane);
        TSimd.Store(TSimd.Subtract(even, odd), dp + (2 * plane));
        TSimd.Store(Powers<TSimd, TVector>(y0, y1, y2, y3), dp + (3 * plane));
        TSimd.Store(y3, dp + (4 * plane));
    }

    /// <summary>The first tap of five points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector First<TSimd, TVector>(float* du, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        First<TSimd, TVector>(TSimd.Load(du), TSimd.Load(du + step), TSimd.Load(du + (2 * step)), TSimd.Load(du + (3 * step)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector First<TSimd, TVector>(TVector u0, TVector u1, TVector u2, TVector u3)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.MultiplyAdd(
            u0, TSimd.Create(AtZero), TSimd.MultiplyAdd(u2, TSimd.Create(AtMinusOne), TSimd.MultiplyAdd(u3, TSimd.Create(AtHalf), u1)));

    /// <summary>The second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Second<TSimd, TVector>(float* du, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        Second<TSimd, TVector>(TSimd.Load(du + step), TSimd.Load(du + (2 * step)), TSimd.Load(du + (3 * step)), TSimd.Load(du + (4 * step)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Second<TSimd, TVector>(TVector u1, TVector u2, TVector u3, TVector u4)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.MultiplyAdd(
            u2, TSimd.Create(-AtMinusOne), TSimd.MultiplyAdd(u3, TSimd.Create(AtHalf / 2), TSimd.Add(u1, u4)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TapRow<TSimd, TVector>(TVector u0, TVector u1, TVector u2, TVector u3, TVector u4, float* dg, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(First<TSimd, TVector>(u0, u1, u2, u3), dg);
        TSimd.Store(Second<TSimd, TVector>(u1, u2, u3, u4), dg + step);
    }
}
