using System.Numerics;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// <c>x^-e</c> for x &gt; 0 by square roots: with the binary digits <c>e = w.b1b2...bn</c>, x^e is <c>x^w * sqrt(x^b1 * sqrt(x^b2 * ... sqrt(x^bn)))</c>.
/// x^-0.75 takes two roots, x^-0.5 one, an exponent with all of its 24 digits as many roots.
/// </summary>
/// <remarks>
/// A root halves the relative error of what it is taken of, so with unit roundoff u each digit, whose product is rounded and whose root is off by 2.6 u, turns an
/// error d into at most (d + u) / 2 + 2.6 u: never more than 6.2 u = 3.7e-7, however many digits, and u for each unit of w. Rounding e itself to 24 digits adds
/// at most 2^-25 ln x. Wherever multiplying and adding is one instruction all widths agree.
/// </remarks>
internal readonly struct RootPower
{
    /// <summary>Digits behind the binary point.</summary>
    private const int Precision = 24;

    private readonly uint _whole;
    private readonly uint _digits;
    private readonly int _count;

    /// <param name="exponent">From 0 to below 16.</param>
    public RootPower(float exponent)
    {
        uint scaled = (uint)Math.Round(exponent * (double)(1 << Precision));
        uint fraction = scaled & ((1 << Precision) - 1);
        int zeros = fraction == 0 ? Precision : BitOperations.TrailingZeroCount(fraction);
        _whole = scaled >> Precision;
        _digits = fraction >> zeros;
        _count = Precision - zeros;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining | MethodImplOptions.AggressiveOptimization)]
    public TVector Inverse<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector power = TSimd.Create(1);
        for (int digit = 0; digit < _count; digit++)
        {
            if (((_digits >> digit) & 1) != 0)
                power = TSimd.Multiply(power, x);
            TVector inverse = Elementary.InverseSqrt<TSimd, TVector>(power);
            power = digit == _count - 1 ? inverse : TSimd.Multiply(power, inverse);
        }

        for (uint i = 0; i < _whole; i++)
            power = TSimd.Divide(power, x);
        return power;
    }
}
