using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

// The rows that the transforms consist of, in registers.
internal static unsafe partial class SixPoints
{
    /// <summary>The combination for the points 0 and infinity: every second of five values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Ends<TSimd, TVector>(float* d, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct =>
        TSimd.MultiplyAdd(TSimd.Load(d + (2 * step)), TSimd.Create(-SumOfSquares), TSimd.Add(TSimd.Load(d), TSimd.Load(d + (4 * step))));

    /// <summary>A point's value and that of its opposite, a step on: their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Even<TSimd, TVector>(float* p, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Add(TSimd.Load(p), TSimd.Load(p + step));

    /// <summary>Their difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Odd<TSimd, TVector>(float* p, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Subtract(TSimd.Load(p), TSimd.Load(p + step));

    /// <summary>The rows of a pair of points p and -p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputRows<TSimd, TVector>(float* d, nint rowStep, nint columnStep, TVector square, TVector plus, TVector minus, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector even0 = TSimd.MultiplyAdd(TSimd.Load(d + (2 * rowStep)), square, TSimd.Load(d + (4 * rowStep)));
        TVector odd0 = TSimd.MultiplyAdd(TSimd.Load(d + rowStep), square, TSimd.Load(d + (3 * rowStep)));
        TVector even1 = TSimd.MultiplyAdd(TSimd.Load(d + (2 * rowStep) + columnStep), square, TSimd.Load(d + (4 * rowStep) + columnStep));
        TVector odd1 = TSimd.MultiplyAdd(TSimd.Load(d + rowStep + columnStep), square, TSimd.Load(d + (3 * rowStep) + columnStep));
        TVector even2 = TSimd.MultiplyAdd(TSimd.Load(d + (2 * rowStep) + (2 * columnStep)), square, TSimd.Load(d + (4 * rowStep) + (2 * columnStep)));
        TVector odd2 = TSimd.MultiplyAdd(TSimd.Load(d + rowStep + (2 * columnStep)), square, TSimd.Load(d + (3 * rowStep) + (2 * columnStep)));
        TVector even3 = TSimd.MultiplyAdd(TSimd.Load(d + (2 * rowStep) + (3 * columnStep)), square, TSimd.Load(d + (4 * rowStep) + (3 * columnStep)));
        TVector odd3 = TSimd.MultiplyAdd(TSimd.Load(d + rowStep + (3 * columnStep)), square, TSimd.Load(d + (3 * rowStep) + (3 * columnStep)));
        TVector even4 = TSimd.MultiplyAdd(TSimd.Load(d + (2 * rowStep) + (4 * columnStep)), square, TSimd.Load(d + (4 * rowStep) + (4 * columnStep)));
        TVector odd4 = TSimd.MultiplyAdd(TSimd.Load(d + rowStep + (4 * columnStep)), square, TSimd.Load(d + (3 * rowStep) + (4 * columnStep)));
        TVector even5 = TSimd.MultiplyAdd(TSimd.Load(d + (2 * rowStep) + (5 * columnStep)), square, TSimd.Load(d + (4 * rowStep) + (5 * columnStep)));
        TVector odd5 = TSimd.MultiplyAdd(TSimd.Load(d + rowStep + (5 * columnStep)), square, TSimd.Load(d + (3 * rowStep) + (5 * columnStep)));
        InputRow<TSimd, TVector>(
            TSimd.MultiplyAdd(odd0, plus, even0),
            TSimd.MultiplyAdd(odd1, plus, even1),
            TSimd.MultiplyAdd(odd2, plus, even2),
            TSimd.MultiplyAdd(odd3, plus, even3),
            TSimd.MultiplyAdd(odd4, plus, even4),
            TSimd.MultiplyAdd(odd5, plus, even5),
            v, plane);
        InputRow<TSimd, TVector>(
            TSimd.MultiplyAdd(odd0, minus, even0),
            TSimd.MultiplyAdd(odd1, minus, even1),
            TSimd.MultiplyAdd(odd2, minus, even2),
            TSimd.MultiplyAdd(odd3, minus, even3),
            TSimd.MultiplyAdd(odd4, minus, even4),
            TSimd.MultiplyAdd(odd5, minus, even5),
            v + (Points * plane), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputRow<TSimd, TVector>(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector d5, float* v, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector sum = TSimd.Create(-SumOfSquares), squareA = TSimd.Create(-SquareA), squareB = TSimd.Create(-SquareB);
        TSimd.Store(TSimd.MultiplyAdd(d2, sum, TSimd.Add(d0, d4)), v);
        TSimd.Store(TSimd.MultiplyAdd(d3, sum, TSimd.Add(d1, d5)), v + (5 * plane));

        TVector even = TSimd.MultiplyAdd(d2, squareB, d4), odd = TSimd.MultiplyAdd(d1, squareB, d3);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(A), even), v + plane);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(-A), even), v + (2 * plane));

        even = TSimd.MultiplyAdd(d2, squareA, d4);
        odd = TSimd.MultiplyAdd(d1, squareA, d3);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(B), even), v + (3 * plane));
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(-B), even), v + (4 * plane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThreeRows<TSimd, TVector>(float* g, nint rowStep, nint columnStep, TVector zeroth, TVector first, TVector second, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector even0 = TSimd.MultiplyAdd(TSimd.Load(g), zeroth, TSimd.Multiply(TSimd.Load(g + (2 * rowStep)), second));
        TVector odd0 = TSimd.Multiply(TSimd.Load(g + rowStep), first);
        TVector even1 = TSimd.MultiplyAdd(TSimd.Load(g + columnStep), zeroth, TSimd.Multiply(TSimd.Load(g + columnStep + (2 * rowStep)), second));
        TVector odd1 = TSimd.Multiply(TSimd.Load(g + columnStep + rowStep), first);
        TVector even2 = TSimd.MultiplyAdd(TSimd.Load(g + (2 * columnStep)), zeroth, TSimd.Multiply(TSimd.Load(g + (2 * columnStep) + (2 * rowStep)), second));
        TVector odd2 = TSimd.Multiply(TSimd.Load(g + (2 * columnStep) + rowStep), first);
        ThreeRow<TSimd, TVector>(TSimd.Add(even0, odd0), TSimd.Add(even1, odd1), TSimd.Add(even2, odd2), u, plane);
        ThreeRow<TSimd, TVector>(TSimd.Subtract(even0, odd0), TSimd.Subtract(even1, odd1), TSimd.Subtract(even2, odd2), u + (Points * plane), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThreeRow<TSimd, TVector>(TVector g0, TVector g1, TVector g2, float* u, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(g0, u);
        TVector even = TSimd.MultiplyAdd(g0, TSimd.Create(A0), TSimd.Multiply(g2, TSimd.Create(A2)));
        TSimd.Store(TSimd.MultiplyAdd(g1, TSimd.Create(A1), even), u + plane);
        TSimd.Store(TSimd.MultiplyAdd(g1, TSimd.Create(-A1), even), u + (2 * plane));
        even = TSimd.MultiplyAdd(g0, TSimd.Create(B0), TSimd.Multiply(g2, TSimd.Create(B2)));
        TSimd.Store(TSimd.MultiplyAdd(g1, TSimd.Create(B1), even), u + (3 * plane));
        TSimd.Store(TSimd.MultiplyAdd(g1, TSimd.Create(-B1), even), u + (4 * plane));
        TSimd.Store(g2, u + (5 * plane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourPixels<TSimd, TVector, TFunction>(
        TVector p0, TVector p1, TVector p2, TVector p3, TVector p4, TVector p5, PixelRow y, PixelRow added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TVector evenA = TSimd.Add(p1, p2), oddA = TSimd.Subtract(p1, p2), evenB = TSimd.Add(p3, p4), oddB = TSimd.Subtract(p3, p4);
        TVector y0 = TSimd.Add(TSimd.Add(p0, bias), TSimd.Add(evenA, evenB));
        TVector y1 = TSimd.MultiplyAdd(oddA, TSimd.Create(A), TSimd.MultiplyAdd(oddB, TSimd.Create(B), bias));
        TVector y2 = TSimd.MultiplyAdd(evenA, TSimd.Create(SquareA), TSimd.MultiplyAdd(evenB, TSimd.Create(SquareB), bias));
        TVector y3 = TSimd.MultiplyAdd(oddA, TSimd.Create(A * SquareA), TSimd.MultiplyAdd(oddB, TSimd.Create(B * SquareB), TSimd.Add(p5, bias)));
        y.Write<TSimd, TVector, TFunction>(y0, y1, y2, y3, added, slope);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows<TSimd, TVector>(float* dy, nint rowStep, nint columnStep, TVector square, TVector plus, TVector minus, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector even0 = TSimd.MultiplyAdd(TSimd.Load(dy + (2 * rowStep)), square, TSimd.Load(dy));
        TVector odd0 = TSimd.MultiplyAdd(TSimd.Load(dy + (3 * rowStep)), square, TSimd.Load(dy + rowStep));
        TVector even1 = TSimd.MultiplyAdd(TSimd.Load(dy + (2 * rowStep) + columnStep), square, TSimd.Load(dy + columnStep));
        TVector odd1 = TSimd.MultiplyAdd(TSimd.Load(dy + (3 * rowStep) + columnStep), square, TSimd.Load(dy + rowStep + columnStep));
        TVector even2 = TSimd.MultiplyAdd(TSimd.Load(dy + (2 * rowStep) + (2 * columnStep)), square, TSimd.Load(dy + (2 * columnStep)));
        TVector odd2 = TSimd.MultiplyAdd(TSimd.Load(dy + (3 * rowStep) + (2 * columnStep)), square, TSimd.Load(dy + rowStep + (2 * columnStep)));
        TVector even3 = TSimd.MultiplyAdd(TSimd.Load(dy + (2 * rowStep) + (3 * columnStep)), square, TSimd.Load(dy + (3 * columnStep)));
        TVector odd3 = TSimd.MultiplyAdd(TSimd.Load(dy + (3 * rowStep) + (3 * columnStep)), square, TSimd.Load(dy + rowStep + (3 * columnStep)));
        FourRow<TSimd, TVector>(
            TSimd.MultiplyAdd(odd0, plus, even0),
            TSimd.MultiplyAdd(odd1, plus, even1),
            TSimd.MultiplyAdd(odd2, plus, even2),
            TSimd.MultiplyAdd(odd3, plus, even3),
            dp, plane);
        FourRow<TSimd, TVector>(
            TSimd.MultiplyAdd(odd0, minus, even0),
            TSimd.MultiplyAdd(odd1, minus, even1),
            TSimd.MultiplyAdd(odd2, minus, even2),
            TSimd.MultiplyAdd(odd3, minus, even3),
            dp + (Points * plane), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRow<TSimd, TVector>(TVector y0, TVector y1, TVector y2, TVector y3, float* dp, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TSimd.Store(y0, dp);
        TSimd.Store(y3, dp + (5 * plane));
        TVector even = TSimd.MultiplyAdd(y2, TSimd.Create(SquareA), y0), odd = TSimd.MultiplyAdd(y3, TSimd.Create(SquareA), y1);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(A), even), dp + plane);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(-A), even), dp + (2 * plane));
        even = TSimd.MultiplyAdd(y2, TSimd.Create(SquareB), y0);
        odd = TSimd.MultiplyAdd(y3, TSimd.Create(SquareB), y1);
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(B), even), dp + (3 * plane));
        TSimd.Store(TSimd.MultiplyAdd(odd, TSimd.Create(-B), even), dp + (4 * plane));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThreePixels<TSimd, TVector, TFunction>(
        TVector p0, TVector p1, TVector p2, TVector p3, TVector p4, TVector p5, PixelRow y, PixelRow added, TVector bias, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TFunction : struct, IActivationFunction
    {
        TVector evenA = TSimd.Add(p1, p2), oddA = TSimd.Subtract(p1, p2), evenB = TSimd.Add(p3, p4), oddB = TSimd.Subtract(p3, p4);
        TVector y0 = TSimd.MultiplyAdd(evenA, TSimd.Create(A0), TSimd.MultiplyAdd(evenB, TSimd.Create(B0), TSimd.Add(p0, bias)));
        TVector y1 = TSimd.MultiplyAdd(oddA, TSimd.Create(A1), TSimd.MultiplyAdd(oddB, TSimd.Create(B1), bias));
        TVector y2 = TSimd.MultiplyAdd(evenA, TSimd.Create(A2), TSimd.MultiplyAdd(evenB, TSimd.Create(B2), TSimd.Add(p5, bias)));
        if (!added.IsNone)
        {
            y0 = TSimd.Add(y0, TSimd.Load(added[0]));
            y1 = TSimd.Add(y1, TSimd.Load(added[1]));
            y2 = TSimd.Add(y2, TSimd.Load(added[2]));
        }

        TSimd.Store(TFunction.Apply<TSimd, TVector>(y0, slope), y[0]);
        TSimd.Store(TFunction.Apply<TSimd, TVector>(y1, slope), y[1]);
        TSimd.Store(TFunction.Apply<TSimd, TVector>(y2, slope), y[2]);
    }
}
