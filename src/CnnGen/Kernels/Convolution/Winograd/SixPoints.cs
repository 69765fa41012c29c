using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The transforms of minimal filtering with outputs and taps that make seven: <see cref="WinogradF4"/>, <see cref="WinogradF3"/> with the two exchanged, and
/// <see cref="WinogradF2x5"/>.
/// They evaluate polynomials at the points 0, a, -a, b, -b and infinity with a = sqrt(1/2) and b = sqrt(2): about half the rounding error of the customary
/// 0, 1, -1, 2, -2, at the same cost (the choice of points: Barabasz, Anderson, Soodhalter and Gregg 2020).
/// </summary>
/// <remarks>
/// With M(x) = x (x^2 - a^2)(x^2 - b^2), row p of B^T holds the coefficients of M(x) / (x - p). Four values meet the powers of p as they are, three the powers
/// of p over M'(p), whether they are outputs or taps; the point at infinity takes M itself and the last value. Here a * b = 1 and a^2 + b^2 = 5/2. Points p and
/// -p share their even and odd parts. Rows are combined first; a row then stays in registers to its end.
/// </remarks>
internal static unsafe partial class SixPoints
{
    private const int Points = 6;

    private const float A = 0.70710678118654752f, B = 1.4142135623730950f, SquareA = 0.5f, SquareB = 2, SumOfSquares = 2.5f;

    // 1 / M'(p), where M'(a) = 2 a^2 (a^2 - b^2) = -3/2 and M'(b) = 2 b^2 (b^2 - a^2) = 6, times the powers of p.
    private const float A0 = -2f / 3, A1 = A * A0, A2 = SquareA * A0, B0 = 1f / 6, B1 = B * B0, B2 = SquareB * B0;

    /// <summary><c>V = B^T d B</c> of 6 x 6 pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Input<TSimd, TVector>(float* d, nint rowStep, nint columnStep, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        InputRow<TSimd, TVector>(
            Ends<TSimd, TVector>(d, rowStep),
            Ends<TSimd, TVector>(d + columnStep, rowStep),
            Ends<TSimd, TVector>(d + (2 * columnStep), rowStep),
            Ends<TSimd, TVector>(d + (3 * columnStep), rowStep),
            Ends<TSimd, TVector>(d + (4 * columnStep), rowStep),
            Ends<TSimd, TVector>(d + (5 * columnStep), rowStep),
            v, plane);
        InputRow<TSimd, TVector>(
            Ends<TSimd, TVector>(d + rowStep, rowStep),
            Ends<TSimd, TVector>(d + rowStep + columnStep, rowStep),
            Ends<TSimd, TVector>(d + rowStep + (2 * columnStep), rowStep),
            Ends<TSimd, TVector>(d + rowStep + (3 * columnStep), rowStep),
            Ends<TSimd, TVector>(d + rowStep + (4 * columnStep), rowStep),
            Ends<TSimd, TVector>(d + rowStep + (5 * columnStep), rowStep),
            v + (5 * Points * plane), plane);
        InputRows<TSimd, TVector>(d, rowStep, columnStep, TSimd.Create(-SquareB), TSimd.Create(A), TSimd.Create(-A), v + (Points * plane), plane);
        InputRows<TSimd, TVector>(d, rowStep, columnStep, TSimd.Create(-SquareA), TSimd.Create(B), TSimd.Create(-B), v + (3 * Points * plane), plane);
    }

    /// <summary>3 x 3 values at the points, over M'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void OfThree<TSimd, TVector>(float* g, nint rowStep, nint columnStep, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ThreeRow<TSimd, TVector>(
            TSimd.Load(g),
            TSimd.Load(g + columnStep),
            TSimd.Load(g + (2 * columnStep)),
            u, plane);
        ThreeRow<TSimd, TVector>(
            TSimd.Load(g + (2 * rowStep)),
            TSimd.Load(g + (2 * rowStep) + columnStep),
            TSimd.Load(g + (2 * rowStep) + (2 * columnStep)),
            u + (5 * Points * plane), plane);
        ThreeRows<TSimd, TVector>(g, rowStep, columnStep, TSimd.Create(A0), TSimd.Create(A1), TSimd.Create(A2), u + (Points * plane), plane);
        ThreeRows<TSimd, TVector>(g, rowStep, columnStep, TSimd.Create(B0), TSimd.Create(B1), TSimd.Create(B2), u + (3 * Points * plane), plane);
    }

    /// <summary>From the points to 4 x 4 pixels: <c>f(A^T P A + bias + added)</c>, the transpose of <see cref="OfFour"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ToFour<TSimd, TVector, TFunction>(float* p, nint plane, TilePixels y, TilePixels added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        nint row = Points * plane;
        TVector evenA0 = Even<TSimd, TVector>(p + row, row), evenB0 = Even<TSimd, TVector>(p + (3 * row), row);
        TVector evenA1 = Even<TSimd, TVector>(p + row + plane, row), evenB1 = Even<TSimd, TVector>(p + (3 * row) + plane, row);
        TVector evenA2 = Even<TSimd, TVector>(p + row + (2 * plane), row), evenB2 = Even<TSimd, TVector>(p + (3 * row) + (2 * plane), row);
        TVector evenA3 = Even<TSimd, TVector>(p + row + (3 * plane), row), evenB3 = Even<TSimd, TVector>(p + (3 * row) + (3 * plane), row);
        TVector evenA4 = Even<TSimd, TVector>(p + row + (4 * plane), row), evenB4 = Even<TSimd, TVector>(p + (3 * row) + (4 * plane), row);
        TVector evenA5 = Even<TSimd, TVector>(p + row + (5 * plane), row), evenB5 = Even<TSimd, TVector>(p + (3 * row) + (5 * plane), row);
        FourPixels<TSimd, TVector, TFunction>(
            TSimd.Add(TSimd.Load(p), TSimd.Add(evenA0, evenB0)),
            TSimd.Add(TSimd.Load(p + plane), TSimd.Add(evenA1, evenB1)),
            TSimd.Add(TSimd.Load(p + (2 * plane)), TSimd.Add(evenA2, evenB2)),
            TSimd.Add(TSimd.Load(p + (3 * plane)), TSimd.Add(evenA3, evenB3)),
            TSimd.Add(TSimd.Load(p + (4 * plane)), TSimd.Add(evenA4, evenB4)),
            TSimd.Add(TSimd.Load(p + (5 * plane)), TSimd.Add(evenA5, evenB5)),
            y.Row(0), added.Row(0), bias, slope);
        TVector a = TSimd.Create(SquareA), b = TSimd.Create(SquareB);
        FourPixels<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(evenA0, a, TSimd.Multiply(evenB0, b)),
            TSimd.MultiplyAdd(evenA1, a, TSimd.Multiply(evenB1, b)),
            TSimd.MultiplyAdd(evenA2, a, TSimd.Multiply(evenB2, b)),
            TSimd.MultiplyAdd(evenA3, a, TSimd.Multiply(evenB3, b)),
            TSimd.MultiplyAdd(evenA4, a, TSimd.Multiply(evenB4, b)),
            TSimd.MultiplyAdd(evenA5, a, TSimd.Multiply(evenB5, b)),
            y.Row(2), added.Row(2), bias, slope);

        TVector oddA0 = Odd<TSimd, TVector>(p + row, row), oddB0 = Odd<TSimd, TVector>(p + (3 * row), row);
        TVector oddA1 = Odd<TSimd, TVector>(p + row + plane, row), oddB1 = Odd<TSimd, TVector>(p + (3 * row) + plane, row);
        TVector oddA2 = Odd<TSimd, TVector>(p + row + (2 * plane), row), oddB2 = Odd<TSimd, TVector>(p + (3 * row) + (2 * plane), row);
        TVector oddA3 = Odd<TSimd, TVector>(p + row + (3 * plane), row), oddB3 = Odd<TSimd, TVector>(p + (3 * row) + (3 * plane), row);
        TVector oddA4 = Odd<TSimd, TVector>(p + row + (4 * plane), row), oddB4 = Odd<TSimd, TVector>(p + (3 * row) + (4 * plane), row);
        TVector oddA5 = Odd<TSimd, TVector>(p + row + (5 * plane), row), oddB5 = Odd<TSimd, TVector>(p + (3 * row) + (5 * plane), row);
        a = TSimd.Create(A);
        b = TSimd.Create(B);
        FourPixels<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(oddA0, a, TSimd.Multiply(oddB0, b)),
            TSimd.MultiplyAdd(oddA1, a, TSimd.Multiply(oddB1, b)),
            TSimd.MultiplyAdd(oddA2, a, TSimd.Multiply(oddB2, b)),
            TSimd.MultiplyAdd(oddA3, a, TSimd.Multiply(oddB3, b)),
            TSimd.MultiplyAdd(oddA4, a, TSimd.Multiply(oddB4, b)),
            TSimd.MultiplyAdd(oddA5, a, TSimd.Multiply(oddB5, b)),
            y.Row(1), added.Row(1), bias, slope);
        a = TSimd.Create(A * SquareA);
        b = TSimd.Create(B * SquareB);
        FourPixels<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(oddA0, a, TSimd.MultiplyAdd(oddB0, b, TSimd.Load(p + (5 * row)))),
            TSimd.MultiplyAdd(oddA1, a, TSimd.MultiplyAdd(oddB1, b, TSimd.Load(p + (5 * row) + plane))),
            TSimd.MultiplyAdd(oddA2, a, TSimd.MultiplyAdd(oddB2, b, TSimd.Load(p + (5 * row) + (2 * plane)))),
            TSimd.MultiplyAdd(oddA3, a, TSimd.MultiplyAdd(oddB3, b, TSimd.Load(p + (5 * row) + (3 * plane)))),
            TSimd.MultiplyAdd(oddA4, a, TSimd.MultiplyAdd(oddB4, b, TSimd.Load(p + (5 * row) + (4 * plane)))),
            TSimd.MultiplyAdd(oddA5, a, TSimd.MultiplyAdd(oddB5, b, TSimd.Load(p + (5 * row) + (5 * plane)))),
            y.Row(3), added.Row(3), bias, slope);
    }

    /// <summary>4 x 4 values at the points.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void OfFour<TSimd, TVector>(float* dy, nint rowStep, nint columnStep, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        FourRow<TSimd, TVector>(
            TSimd.Load(dy),
            TSimd.Load(dy + columnStep),
            TSimd.Load(dy + (2 * columnStep)),
            TSimd.Load(dy + (3 * columnStep)),
            dp, plane);
        FourRow<TSimd, TVector>(
            TSimd.Load(dy + (3 * rowStep)),
            TSimd.Load(dy + (3 * rowStep) + columnStep),
            TSimd.Load(dy + (3 * rowStep) + (2 * columnStep)),
            TSimd.Load(dy + (3 * rowStep) + (3 * columnStep)),
            dp + (5 * Points * plane), plane);
        FourRows<TSimd, TVector>(dy, rowStep, columnStep, TSimd.Create(SquareA), TSimd.Create(A), TSimd.Create(-A), dp + (Points * plane), plane);
        FourRows<TSimd, TVector>(dy, rowStep, columnStep, TSimd.Create(SquareB), TSimd.Create(B), TSimd.Create(-B), dp + (3 * Points * plane), plane);
    }

    /// <summary>From the points to 3 x 3 pixels, the same: the transpose of <see cref="OfThree"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ToThree<TSimd, TVector, TFunction>(float* p, nint plane, TilePixels y, TilePixels added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        nint row = Points * plane;
        TVector a = TSimd.Create(A0), b = TSimd.Create(B0);
        TVector evenA0 = Even<TSimd, TVector>(p + row, row), evenB0 = Even<TSimd, TVector>(p + (3 * row), row);
        TVector evenA1 = Even<TSimd, TVector>(p + row + plane, row), evenB1 = Even<TSimd, TVector>(p + (3 * row) + plane, row);
        TVector evenA2 = Even<TSimd, TVector>(p + row + (2 * plane), row), evenB2 = Even<TSimd, TVector>(p + (3 * row) + (2 * plane), row);
        TVector evenA3 = Even<TSimd, TVector>(p + row + (3 * plane), row), evenB3 = Even<TSimd, TVector>(p + (3 * row) + (3 * plane), row);
        TVector evenA4 = Even<TSimd, TVector>(p + row + (4 * plane), row), evenB4 = Even<TSimd, TVector>(p + (3 * row) + (4 * plane), row);
        TVector evenA5 = Even<TSimd, TVector>(p + row + (5 * plane), row), evenB5 = Even<TSimd, TVector>(p + (3 * row) + (5 * plane), row);
        ThreePixels<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(evenA0, a, TSimd.MultiplyAdd(evenB0, b, TSimd.Load(p))),
            TSimd.MultiplyAdd(evenA1, a, TSimd.MultiplyAdd(evenB1, b, TSimd.Load(p + plane))),
            TSimd.MultiplyAdd(evenA2, a, TSimd.MultiplyAdd(evenB2, b, TSimd.Load(p + (2 * plane)))),
            TSimd.MultiplyAdd(evenA3, a, TSimd.MultiplyAdd(evenB3, b, TSimd.Load(p + (3 * plane)))),
            TSimd.MultiplyAdd(evenA4, a, TSimd.MultiplyAdd(evenB4, b, TSimd.Load(p + (4 * plane)))),
            TSimd.MultiplyAdd(evenA5, a, TSimd.MultiplyAdd(evenB5, b, TSimd.Load(p + (5 * plane)))),
            y.Row(0), added.Row(0), bias, slope);
        a = TSimd.Create(A2);
        b = TSimd.Create(B2);
        ThreePixels<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(evenA0, a, TSimd.MultiplyAdd(evenB0, b, TSimd.Load(p + (5 * row)))),
            TSimd.MultiplyAdd(evenA1, a, TSimd.MultiplyAdd(evenB1, b, TSimd.Load(p + (5 * row) + plane))),
            TSimd.MultiplyAdd(evenA2, a, TSimd.MultiplyAdd(evenB2, b, TSimd.Load(p + (5 * row) + (2 * plane)))),
            TSimd.MultiplyAdd(evenA3, a, TSimd.MultiplyAdd(evenB3, b, TSimd.Load(p + (5 * row) + (3 * plane)))),
            TSimd.MultiplyAdd(evenA4, a, TSimd.MultiplyAdd(evenB4, b, TSimd.Load(p + (5 * row) + (4 * plane)))),
            TSimd.MultiplyAdd(evenA5, a, TSimd.MultiplyAdd(evenB5, b, TSimd.Load(p + (5 * row) + (5 * plane)))),
            y.Row(2), added.Row(2), bias, slope);
        a = TSimd.Create(A1);
        b = TSimd.Create(B1);
        ThreePixels<TSimd, TVector, TFunction>(
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row, row), a, TSimd.Multiply(Odd<TSimd, TVector>(p + (3 * row), row), b)),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + plane, row), a, TSimd.Multiply(Odd<TSimd, TVector>(p + (3 * row) + plane, row), b)),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + (2 * plane), row), a, TSimd.Multiply(Odd<TSimd, TVector>(p + (3 * row) + (2 * plane), row), b)),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + (3 * plane), row), a, TSimd.Multiply(Odd<TSimd, TVector>(p + (3 * row) + (3 * plane), row), b)),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + (4 * plane), row), a, TSimd.Multiply(Odd<TSimd, TVector>(p + (3 * row) + (4 * plane), row), b)),
            TSimd.MultiplyAdd(Odd<TSimd, TVector>(p + row + (5 * plane), row), a, TSimd.Multiply(Odd<TSimd, TVector>(p + (3 * row) + (5 * plane), row), b)),
            y.Row(1), added.Row(1), bias, slope);
    }
}
