using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary><c>x</c>.</summary>
internal readonly struct IdentityFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TSimd, TVector>(TVector y, TVector dy, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => dy;
}

/// <summary><c>max(0, x)</c>; the gradient at 0 is 0.</summary>
internal readonly struct ReLUFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Max(TSimd.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TSimd, TVector>(TVector y, TVector dy, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Select(TSimd.GreaterThan(y, TSimd.Zero), dy, TSimd.Zero);
}

/// <summary><c>x</c> above zero, <c>slope * x</c> elsewhere. A positive slope keeps the sign, so the value tells the derivative.</summary>
internal readonly struct LeakyReLUFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Select(TSimd.GreaterThan(x, TSimd.Zero), x, TSimd.Multiply(x, slope));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TSimd, TVector>(TVector y, TVector dy, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Select(TSimd.GreaterThan(y, TSimd.Zero), dy, TSimd.Multiply(dy, slope));
}

/// <summary><c>1 / (1 + exp(-x))</c>; the derivative is <c>y (1 - y)</c>.</summary>
internal readonly struct SigmoidFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => Elementary.Sigmoid<TSimd, TVector>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TSimd, TVector>(TVector y, TVector dy, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => TSimd.Multiply(TSimd.Multiply(dy, y), TSimd.Subtract(TSimd.Create(1), y));
}

/// <summary><c>tanh x</c>; the derivative is <c>1 - y^2</c>.</summary>
internal readonly struct TanhFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector x, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => Elementary.Tanh<TSimd, TVector>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gradient<TSimd, TVector>(TVector y, TVector dy, TVector slope)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector one = TSimd.Create(1);
        return TSimd.Multiply(TSimd.Multiply(dy, TSimd.Subtract(one, y)), TSimd.Add(one, y));
    }
}
