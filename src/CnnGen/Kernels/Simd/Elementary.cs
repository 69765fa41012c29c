using System.Runtime.CompilerServices;

namespace CnnGen.Kernels.Simd;

/// <summary>
/// Exponential functions over vectors, the same operations at every width. NaN stays NaN. Polynomials are fitted to be equally good
/// everywhere in their intervals (Chebyshev nodes), to an error of a tenth of a float's rounding or less.
/// </summary>
internal static class Elementary
{
    /// <summary>The bits from which half of those of x are taken to guess 1 / sqrt x.</summary>
    internal const int InverseSqrtBits = 0x5F3759DF;

    /// <summary>Powers of e below this are 0: they lie among the smallest floats, which are slow, or below.</summary>
    private const float SmallestExponent = -88;

    /// <summary>Normal tails from here on are 0.</summary>
    private const float FarthestTail = -20;

    /// <summary>1.5 * 2^23: a sum with it has no bits behind the point, so adding and subtracting it rounds to whole numbers.</summary>
    private const float Rounding = 12582912;

    private const float Log2E = 1.44269504f;

    /// <summary>ln 2 in two parts; products of the first, 355 / 512, with whole numbers up to 2^15 are exact.</summary>
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    /// <summary>e^x for x up to 88; 0 below -87.7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector n = WholePart<TSimd, TVector>(ref x);
        return TSimd.Multiply(TSimd.PowerOf2(n), TSimd.Add(TSimd.Create(1), SmallExpMinus1<TSimd, TVector>(x)));
    }

    /// <summary>
    /// 1 / sqrt x for normal x above 0, to 1.6 units of roundoff, in a third of the time of a root and a division. Newton's step squares the error: 3.5e-2, 1.8e-3,
    /// 4.7e-6, and from there rounding alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector InverseSqrt<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector y = TSimd.InverseSqrtGuess(x), half = TSimd.Create(0.5f), minusHalf = TSimd.Multiply(x, TSimd.Create(-0.5f));
        for (int step = 0; step < 3; step++)
            y = TSimd.MultiplyAdd(y, TSimd.MultiplyAdd(TSimd.Multiply(minusHalf, y), y, half), y);
        return y;
    }

    /// <summary>1 / (1 + e^-x), from e^-|x|, which cannot overflow. Relative error below 2.5e-7 down to -87; 0 below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector one = TSimd.Create(1), exp = Exp<TSimd, TVector>(MinusMagnitude<TSimd, TVector>(x));
        return TSimd.Divide(TSimd.Select(TSimd.GreaterThan(x, TSimd.Zero), one, exp), TSimd.Add(one, exp));
    }

    /// <summary>
    /// tanh |x| = -m / (2 + m) with m = e^(-2|x|) - 1, whose relative precision carries over to the smallest x. Relative error below 2.5e-7.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector one = TSimd.Create(1), rest = MinusMagnitude<TSimd, TVector>(TSimd.Add(x, x));
        TVector power = TSimd.PowerOf2(WholePart<TSimd, TVector>(ref rest));
        TVector minus1 = TSimd.MultiplyAdd(power, SmallExpMinus1<TSimd, TVector>(rest), TSimd.Subtract(power, one));
        TVector negative = TSimd.Divide(minus1, TSimd.Add(TSimd.Create(2), minus1));
        return TSimd.Select(TSimd.GreaterThan(x, TSimd.Zero), TSimd.Subtract(TSimd.Zero, negative), negative);
    }

    /// <summary>
    /// The standard normal distribution: its function, within 1.2e-7 of P(X &lt;= x), and <paramref name="density"/>. The tail beyond |x| is
    /// e^(-x^2 / 2) times a polynomial of |x| / (|x| + 3), which is small where the tail is large, so that roundings count little.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Normal<TSimd, TVector>(TVector x, out TVector density)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector from = TSimd.Max(TSimd.Create(FarthestTail), MinusMagnitude<TSimd, TVector>(x));
        TVector exp = Exp<TSimd, TVector>(TSimd.Multiply(TSimd.Multiply(from, TSimd.Create(-0.5f)), from));
        TVector v = TSimd.Divide(from, TSimd.Subtract(from, TSimd.Create(3)));
        TVector ratio = TSimd.Create(-0.04740248702f);
        ratio = TSimd.MultiplyAdd(ratio, v, TSimd.Create(0.1083515982f));
        ratio = TSimd.MultiplyAdd(ratio, v, TSimd.Create(0.01873630937f));
        ratio = TSimd.MultiplyAdd(ratio, v, TSimd.Create(-0.1476008586f));
        ratio = TSimd.MultiplyAdd(ratio, v, TSimd.Create(-0.2885756943f));
        ratio = TSimd.MultiplyAdd(ratio, v, TSimd.Create(1.053270552f));
        ratio = TSimd.MultiplyAdd(ratio, v, TSimd.Create(-1.196829712f));
        ratio = TSimd.MultiplyAdd(ratio, v, TSimd.Create(0.5f));
        TVector tail = TSimd.Multiply(exp, ratio);
        density = TSimd.Multiply(exp, TSimd.Create(0.398942280f));
        return TSimd.Select(TSimd.GreaterThan(x, TSimd.Zero), TSimd.Subtract(TSimd.Create(1), tail), tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MinusMagnitude<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Select(TSimd.GreaterThan(x, TSimd.Zero), TSimd.Subtract(TSimd.Zero, x), x);

    /// <summary>Splits x into n ln 2 + r with |r| up to ln 2 / 2: returns the whole n and leaves r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector WholePart<TSimd, TVector>(ref TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector bounded = TSimd.Max(TSimd.Create(SmallestExponent), x), rounding = TSimd.Create(Rounding);
        TVector n = TSimd.Subtract(TSimd.MultiplyAdd(bounded, TSimd.Create(Log2E), rounding), rounding);
        x = TSimd.MultiplyAdd(n, TSimd.Create(-Ln2Low), TSimd.MultiplyAdd(n, TSimd.Create(-Ln2High), bounded));
        return n;
    }

    /// <summary>e^r - 1 for |r| up to ln 2 / 2: r + r^2 times a polynomial.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SmallExpMinus1<TSimd, TVector>(TVector r)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector series = TSimd.Create(0.001392625083f);
        series = TSimd.MultiplyAdd(series, r, TSimd.Create(0.008363232884f));
        series = TSimd.MultiplyAdd(series, r, TSimd.Create(0.04166655421f));
        series = TSimd.MultiplyAdd(series, r, TSimd.Create(0.1666657667f));
        series = TSimd.MultiplyAdd(series, r, TSimd.Create(0.5f));
        return TSimd.MultiplyAdd(TSimd.Multiply(r, r), series, r);
    }
}
