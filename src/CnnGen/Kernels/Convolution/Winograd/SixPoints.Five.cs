using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

// Two values meet the powers of a point as they are, five the powers over M', whether they are outputs or taps.
internal static unsafe partial class SixPoints
{
    // The third and fourth powers over M'.
    private const float A3 = A * A2, A4 = SquareA * A2, B3 = B * B2, B4 = SquareB * B2;

    /// <summary>5 x 5 values at the points, over M'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void OfFive<TSimd, TVector>(float* g, nint rowStep, nint columnStep, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        FiveRow<TSimd, TVector>(
            TSimd.Load(g),
            TSimd.Load(g + columnStep),
            TSimd.Load(g + (2 * columnStep)),
            TSimd.Load(g + (3 * columnStep)),
            TSimd.Load(g + (4 * columnStep)),
            u, plane);
        FiveRow<TSimd, TVector>(
            TSimd.Load(g + (4 * rowStep)),
            TSimd.Load(g + (4 * rowStep) + columnStep),
            TSimd.Load(g + (4 * rowStep) + (2 * columnStep)),
            TSimd.Load(g + (4 * rowStep) + (3 * columnStep)),
            TSimd.Load(g + (4 * rowStep) + (4 * columnStep)),
            u + (5 * Points * plane), plane);
        FiveRows<TSimd, TVector>(
            g, rowStep, columnStep, TSimd.Create(A0), TSimd.Create(A1), TSimd.Create(A2), TSimd.Create(A3), TSimd.Create(A4), u + (Points * plane), plane);
        FiveRows<TSimd, TVector>(
            g, rowStep, columnStep, TSimd.Create(B0), TSimd.Create(B1), TSimd.Create(B2), TSimd.Create(B3), TSimd.Create(B4), u + (3 * Points * plane), plane);
    }

    /// <summary>2 x 2 values at the points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void OfTwo<TSimd, TVector>(float* dy, nint rowStep, nint columnStep, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector upper0 = TSimd.Load(dy), upper1 = TSimd.Load(dy + columnStep), lower0 = TSimd.Load(dy + rowStep), lower1 = TSimd.Load(dy + rowStep + columnStep);
        TwoRow<TSimd, TVector>(upper0, upper1, dp, plane);
        TwoRow<TSimd, TVector>(lower0, lower1, dp + (5 * Points * plane), plane);
        TwoRow<TSimd, TVector>(TSimd.MultiplyAdd(lower0, TSimd.Create(A), upper0), TSimd.MultiplyAdd(lower1, TSimd.Create(A), upper1), dp + (Points * plane), plane);
        TwoRow<TSimd, TVector>(TSimd.MultiplyAdd(lower0, TSimd.Create(-A), upper0), TSimd.MultiplyAdd(lower1, TSimd.Create(-A), upper1), dp + (2 * Points * plane), plane);
        TwoRow<TSimd, TVector>(TSimd.MultiplyAdd(lower0, TSimd.Create(B), upper0), TSimd.MultiplyAdd(lower1, TSimd.Create(B), upper1), dp + (3 * Points * plane), plane);
        TwoRow<TSimd, TVector>(TSimd.MultiplyAdd(lower0, TSimd.Create(-B), upper0), TSimd.MultiplyAdd(lower1, TSimd.Create(-B), upper1), dp + (4 * Points * plane), plane);
    }

    /// <summary>From the points to 2 x 2 pixels: <c>f(A^T P A + bias + added)</c>, the transpose of <see cref="OfTwo"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ToTwo<TSimd, TVector, TFunction>(float* p, nint plane, TilePixels y, TilePixels added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        nint row = Points * plane;
        TwoPixels<TSimd, TVector, TFunction>(
            TSimd.Add(TSimd.Load(p), TSimd.Add(Even<TSimd, TVector>(p + row, row), Even<TSimd, TVector>(p + (3 * row), row))),
            TSimd.Add(TSimd.Load(p + plane), TSimd.Add(Even<TSimd, TVector>(p + row + plane, row), Even<TSimd, TVector>(p + (3 * row) + plane, row))),
            TSimd.Add(TSimd.Load(p + (2 * plane)), TSimd.Add(Even<TSimd, TVector>(p + row + (2 * plane), row), Even<TSimd, TVector>(p + (3 * row) + (2 * plane), row))),
            TSimd.Add(TSimd.Load(p + (3 * plane)), TSimd.Add(Even<TSimd, TVector>(p + row + (3 * plane), row), Even<TSimd, TVector>(p + (3 * row) + (3 * plane), row))),
            TSimd.Add(TSimd.Load(p + (4 * plane)), TSimd.Add(Even<TSimd, TVector>(p + row + (4 * plane), row), Even<TSimd, TVector>(p + (3 * row) + (4 * plane), row))),
            TSimd.Add(TSimd.Load(p + (5 * plane)), TSimd.Add(Even<TSimd, TVector>(p + row + (5 * plane), row), Even<TSimd, TVector>(p + (3 * row) + (5 * plane), row))),
            y.Row(0), added.Row(0), bias, slope);
        TVector a = TSimd.Create(A), b = TSimd.Create(B);
        TwoPixels<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row, row), a, TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + (3 * row), row), b, TSimd.Load(p + (5 * row)))),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + plane, row), a, TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + (3 * row) + plane, row), b, TSimd.Load(p + (5 * row) + plane))),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + (2 * plane), row), a, TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + (3 * row) + (2 * plane), row), b, TSimd.Load(p + (5 * row) + (2 * plane)))),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + (3 * plane), row), a, TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + (3 * row) + (3 * plane), row), b, TSimd.Load(p + (5 * row) + (3 * plane)))),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + (4 * plane), row), a, TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + (3 * row) + (4 * plane), row), b, TSimd.Load(p + (5 * row) + (4 * plane)))),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + (5 * plane), row), a, TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + (3 * row) + (5 * plane), row), b, TSimd.Load(p + (5 * row) + (5 * plane)))),
            y.Row(1), added.Row(1), bias, slope);
    }

    /// <summary>From the points to 5 x 5 values: the transpose of <see cref="OfFive"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ToFive<TSimd, TVector>(float* p, nint plane, float* g, nint rowStep, nint columnStep)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        nint row = Points * plane;
        FivePixels<TSimd, TVector>(
            TSimd.Add(TSimd.Load(p), EvenRows<TSimd, TVector>(p + row, row, A0, B0)),
            TSimd.Add(TSimd.Load(p + plane), EvenRows<TSimd, TVector>(p + row + plane, row, A0, B0)),
            TSimd.Add(TSimd.Load(p + (2 * plane)), EvenRows<TSimd, TVector>(p + row + (2 * plane), row, A0, B0)),
            TSimd.Add(TSimd.Load(p + (3 * plane)), EvenRows<TSimd, TVector>(p + row + (3 * plane), row, A0, B0)),
            TSimd.Add(TSimd.Load(p + (4 * plane)), EvenRows<TSimd, TVector>(p + row + (4 * plane), row, A0, B0)),
            TSimd.Add(TSimd.Load(p + (5 * plane)), EvenRows<TSimd, TVector>(p + row + (5 * plane), row, A0, B0)),
            g, columnStep);
        FivePixels<TSimd, TVector>(
            OddRows<TSimd, TVector>(p + row, row, A1, B1),
            OddRows<TSimd, TVector>(p + row + plane, row, A1, B1),
            OddRows<TSimd, TVector>(p + row + (2 * plane), row, A1, B1),
            OddRows<TSimd, TVector>(p + row + (3 * plane), row, A1, B1),
            OddRows<TSimd, TVector>(p + row + (4 * plane), row, A1, B1),
            OddRows<TSimd, TVector>(p + row + (5 * plane), row, A1, B1),
            g + rowStep, columnStep);
        FivePixels<TSimd, TVector>(
            EvenRows<TSimd, TVector>(p + row, row, A2, B2),
            EvenRows<TSimd, TVector>(p + row + plane, row, A2, B2),
            EvenRows<TSimd, TVector>(p + row + (2 * plane), row, A2, B2),
            EvenRows<TSimd, TVector>(p + row + (3 * plane), row, A2, B2),
            EvenRows<TSimd, TVector>(p + row + (4 * plane), row, A2, B2),
            EvenRows<TSimd, TVector>(p + row + (5 * plane), row, A2, B2),
            g + (2 * rowStep), columnStep);
        FivePixels<TSimd, TVector>(
            OddRows<TSimd, TVector>(p + row, row, A3, B3),
            OddRows<TSimd, TVector>(p + row + plane, row, A3, B3),
            OddRows<TSimd, TVector>(p + row + (2 * plane), row, A3, B3),
            OddRows<TSimd, TVector>(p + row + (3 * plane), row, A3, B3),
            OddRows<TSimd, TVector>(p + row + (4 * plane), row, A3, B3),
            OddRows<TSimd, TVector>(p + row + (5 * plane), row, A3, B3),
            g + (3 * rowStep), columnStep);
        FivePixels<TSimd, TVector>(
            TSimd.Add(TSimd.Load(p + (5 * row)), EvenRows<TSimd, TVector>(p + row, row, A4, B4)),
            TSimd.Add(TSimd.Load(p + (5 * row) + plane), EvenRows<TSimd, TVector>(p + row + plane, row, A4, B4)),
            TSimd.Add(TSimd.Load(p + (5 * row) + (2 * plane)), EvenRows<TSimd, TVector>(p + row + (2 * plane), row, A4, B4)),
            TSimd.Add(TSimd.Load(p + (5 * row) + (3 * plane)), EvenRows<TSimd, TVector>(p + row + (3 * plane), row, A4, B4)),
            TSimd.Add(TSimd.Load(p + (5 * row) + (4 * plane)), EvenRows<TSimd, TVector>(p + row + (4 * plane), row, A4, B4)),
            TSimd.Add(TSimd.Load(p + (5 * row) + (5 * plane)), EvenRows<TSimd, TVector>(p + row + (5 * plane), row, A4, B4)),
            g + (4 * rowStep), columnStep);
    }

    /// <summary>The rows of a point and of its opposite: five rows times the point's powers over M'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FiveRows<TSimd, TVector>(
        float* g, nint rowStep, nint columnStep, TVector zeroth, TVector first, TVector second, TVector third, TVector fourth, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector even0 = EvenPowers<TSimd, TVector>(g, rowStep, zeroth, second, fourth), odd0 = OddPowers<TSimd, TVector>(g, rowStep, first, third);
        TVector even1 = EvenPowers<TSimd, TVector>(g + columnStep, rowStep, zeroth, second, fourth), odd1 = OddPowers<TSimd, TVector>(g + columnStep, rowStep, first, third);
        TVector even2 = EvenPowers<TSimd, TVector>(g + (2 * columnStep), rowStep, zeroth, second, fourth), odd2 = OddPowers<TSimd, TVector>(g + (2 * columnStep), rowStep, first, third);
        TVector even3 = EvenPowers<TSimd, TVector>(g + (3 * columnStep), rowStep, zeroth, second, fourth), odd3 = OddPowers<TSimd, TVector>(g + (3 * columnStep), rowStep, first, third);
        TVector even4 = EvenPowers<TSimd, TVector>(g + (4 * columnStep), rowStep, zeroth, second, fourth), odd4 = OddPowers<TSimd, TVector>(g + (4 * columnStep), rowStep, first, third);
        FiveRow<TSimd, TVector>(
            TSimd.Add(even0, odd0),
            TSimd.Add(even1, odd1),
            TSimd.Add(even2, odd2),
            TSimd.Add(even3, odd3),
            TSimd.Add(even4, odd4),
            u, plane);
        FiveRow<TSimd, TVector>(
            TSimd.Subtract(even0, odd0),
            TSimd.Subtract(even1, odd1),
            TSimd.Subtract(even2, odd2),
            TSimd.Subtract(even3, odd3),
            TSimd.Subtract(even4, odd4),
            u + (Points * plane), plane);
    }

    /// <summary>Every second of five values, from the first on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector EvenPowers<TSimd, TVector>(float* g, nint step, TVector zeroth, TVector second, TVector fourth)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.MultiplyAdd(TSimd.Load(g + (2 * step)), second, TSimd.MultiplyAdd(TSimd.Load(g + (4 * step)), fourth, TSimd.Multiply(TSimd.Load(g), zeroth)));

    /// <summary>The others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OddPowers<TSimd, TVector>(float* g, nint step, TVector first, TVector third)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.MultiplyAdd(TSimd.Load(g + step), first, TSimd.Multiply(TSimd.Load(g + (3 * step)), third));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FiveRow<TSimd, TVector>(TVector g0, TVector g1, TVector g2, TVector g3, TVector g4, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(g0, u);
        TVector even = TSimd.MultiplyAdd(g2, TSimd.Create(A2), TSimd.MultiplyAdd(g4, TSimd.Create(A4), TSimd.Multiply(g0, TSimd.Create(A0))));
        TVector odd = TSimd.MultiplyAdd(g1, TSimd.Create(A1), TSimd.Multiply(g3, TSimd.Create(A3)));
        TSimd.Store(TSimd.Add(even, odd), u + plane);
        TSimd.Store(TSimd.Subtract(even, odd), u + (2 * plane));
        even = TSimd.MultiplyAdd(g2, TSimd.Create(B2), TSimd.MultiplyAdd(g4, TSimd.Create(B4), TSimd.Multiply(g0, TSimd.Create(B0))));
        odd = TSimd.MultiplyAdd(g1, TSimd.Create(B1), TSimd.Multiply(g3, TSimd.Create(B3)));
        TSimd.Store(TSimd.Add(even, odd), u + (3 * plane));
        TSimd.Store(TSimd.Subtract(even, odd), u + (4 * plane));
        TSimd.Store(g4, u + (5 * plane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoRow<TSimd, TVector>(TVector y0, TVector y1, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(y0, dp);
        TSimd.Store(TSimd.MultiplyAdd(y1, TSimd.Create(A), y0), dp + plane);
        TSimd.Store(TSimd.MultiplyAdd(y1, TSimd.Create(-A), y0), dp + (2 * plane));
        TSimd.Store(TSimd.MultiplyAdd(y1, TSimd.Create(B), y0), dp + (3 * plane));
        TSimd.Store(TSimd.MultiplyAdd(y1, TSimd.Create(-B), y0), dp + (4 * plane));
        TSimd.Store(y1, dp + (5 * plane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TwoPixels<TSimd, TVector, TFunction>(
        TVector p0, TVector p1, TVector p2, TVector p3, TVector p4, TVector p5, PixelRow y, PixelRow added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TVector y0 = TSimd.Add(TSimd.Add(p0, bias), TSimd.Add(TSimd.Add(p1, p2), TSimd.Add(p3, p4)));
        TVector y1 = TSimd.MultiplyAdd(TSimd.Subtract(p1, p2), TSimd.Create(A), TSimd.MultiplyAdd(TSimd.Subtract(p3, p4), TSimd.Create(B), TSimd.Add(p5, bias)));
        y.Write<TSimd, TVector, TFunction>(y0, y1, added, slope);
    }

    /// <summary>What the rows of the points a and b have in common with those of their opposites, times a factor each; two rows below one another are a point's and its opposite's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector EvenRows<TSimd, TVector>(float* p, nint row, float a, float b)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.MultiplyAdd(Even<TSimd, TVector>(p, row), TSimd.Create(a), TSimd.Multiply(Even<TSimd, TVector>(p + (2 * row), row), TSimd.Create(b)));

    /// <summary>What they have not in common.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector OddRows<TSimd, TVector>(float* p, nint row, float a, float b)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.MultiplyAdd(Odd<TSimd, TVector>(p, row), TSimd.Create(a), TSimd.Multiply(Odd<TSimd, TVector>(p + (2 * row), row), TSimd.Create(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FivePixels<TSimd, TVector>(TVector p0, TVector p1, TVector p2, TVector p3, TVector p4, TVector p5, float* g, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector evenA = TSimd.Add(p1, p2), oddA = TSimd.Subtract(p1, p2), evenB = TSimd.Add(p3, p4), oddB = TSimd.Subtract(p3, p4);
        TSimd.Store(TSimd.MultiplyAdd(evenA, TSimd.Create(A0), TSimd.MultiplyAdd(evenB, TSimd.Create(B0), p0)), g);
        TSimd.Store(TSimd.MultiplyAdd(oddA, TSimd.Create(A1), TSimd.Multiply(oddB, TSimd.Create(B1))), g + step);
        TSimd.Store(TSimd.MultiplyAdd(evenA, TSimd.Create(A2), TSimd.Multiply(evenB, TSimd.Create(B2))), g + (2 * step));
        TSimd.Store(TSimd.MultiplyAdd(oddA, TSimd.Create(A3), TSimd.Multiply(oddB, TSimd.Create(B3))), g + (3 * step));
        TSimd.Store(TSimd.MultiplyAdd(evenA, TSimd.Create(A4), TSimd.MultiplyAdd(evenB, TSimd.Create(B4), p5)), g + (4 * step));
    }
}
