using CnnGen.Kernels.Simd;
using CnnGen.Tests.Oracle;

namespace CnnGen.Tests.Kernels;

/// <summary>Functions over vectors against double precision, at every width that this process runs.</summary>
public sealed unsafe class ElementaryTests
{
    private const double Rounding = 2.5e-7;

    private enum Function
    {
        Exp,
        Sigmoid,
        Tanh,
        Normal,
        Density,
    }

    [Fact]
    public void Exp_IsAccurate() => Check(Function.Exp, Math.Exp, Sweep(-87, 88), expected => Rounding * expected);

    [Fact]
    public void Sigmoid_IsAccurate() => Check(Function.Sigmoid, ActivationOracle.Sigmoid, Sweep(-87, 120), expected => Rounding * expected);

    [Fact]
    public void Tanh_IsAccurate() => Check(
        Function.Tanh, Math.Tanh, [.. Sweep(-100, 100), .. Sweep(-0.5, 0.5), .. Sweep(-1e-20, 1e-20)], expected => Rounding * Math.Abs(expected));

    /// <summary>
    /// The tail beyond 3 deviations keeps some relative precision too, which 1 + erf in single precision has not: at 4 the exponent, 8, is rounded
    /// by up to half a millionth, and by as much again where no fused instruction exists.
    /// </summary>
    [Fact]
    public void Normal_IsAccurate()
    {
        Check(Function.Normal, SelfGatedOracle.Normal, Sweep(-12, 12), _ => 1.2e-7);
        Check(Function.Normal, SelfGatedOracle.Normal, Sweep(-4, -3), expected => 1.5e-6 * expected);
        Check(Function.Density, SelfGatedOracle.Density, Sweep(-12, 12), _ => 1e-7);
    }

    [Fact]
    public void Ends_AreReached()
    {
        foreach (Func<Function, float[], float[]> run in Widths())
        {
            Assert.Equal([0, 1, 0.5f], run(Function.Sigmoid, [-1000, 1000, 0]).AsSpan(0, 3).ToArray());
            Assert.Equal([-1, 1, 0, -1, 1], run(Function.Tanh, [-1000, 1000, 0, float.NegativeInfinity, float.PositiveInfinity]).AsSpan(0, 5).ToArray());
            Assert.Equal([0, 1, 0, 1], run(Function.Normal, [-1000, 1000, float.NegativeInfinity, float.PositiveInfinity]).AsSpan(0, 4).ToArray());
            foreach (Function function in Enum.GetValues<Function>())
                Assert.True(float.IsNaN(run(function, [float.NaN])[0]), $"{function} of NaN");
        }
    }

    private static float[] Sweep(double first, double last) => [.. Enumerable.Range(0, 200_001).Select(i => (float)(first + ((last - first) * i / 200_000)))];

    private static void Check(Function function, Func<double, double> definition, float[] arguments, Func<double, double> tolerance)
    {
        foreach (Func<Function, float[], float[]> run in Widths())
        {
            float[] values = run(function, arguments);
            for (int i = 0; i < arguments.Length; i++)
            {
                double expected = definition(arguments[i]);
                Assert.True(Math.Abs(values[i] - expected) <= tolerance(expected), $"{function} of {arguments[i]} is {values[i]}, not {expected}");
            }
        }
    }

    private static IEnumerable<Func<Function, float[], float[]>> Widths()
    {
        yield return Run<Simd128, System.Runtime.Intrinsics.Vector128<float>>;
        if (Width.Is256)
            yield return Run<Simd256, System.Runtime.Intrinsics.Vector256<float>>;
        if (Width.Is512)
            yield return Run<Simd512, System.Runtime.Intrinsics.Vector512<float>>;
    }

    private static float[] Run<TSimd, TVector>(Function function, float[] arguments)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float[] padded = new float[(arguments.Length + 15) / 16 * 16];
        arguments.CopyTo(padded, 0);
        fixed (float* values = padded)
        {
            for (int i = 0; i < padded.Length; i += TSimd.Count)
            {
                TVector x = TSimd.Load(values + i);
                TVector normal = Elementary.Normal<TSimd, TVector>(x, out TVector density);
                TVector y = function switch
                {
                    Function.Exp => Elementary.Exp<TSimd, TVector>(x),
                    Function.Sigmoid => Elementary.Sigmoid<TSimd, TVector>(x),
                    Function.Tanh => Elementary.Tanh<TSimd, TVector>(x),
                    Function.Normal => normal,
                    _ => density,
                };
                TSimd.Store(y, values + i);
            }
        }

        return padded;
    }
}
