using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CnnGen.Kernels;
using CnnGen.Kernels.Simd;

namespace CnnGen.Tests.Kernels;

/// <summary>Inverse powers by square roots against double precision: the error stays within the bound that the kernel argues, and every width gives the same bits.</summary>
public sealed unsafe class RootPowerTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.6)]
    [InlineData(0.75)]
    [InlineData(0.9999999)]
    [InlineData(1)]
    [InlineData(1.75)]
    [InlineData(3.3)]
    public void Power_StaysWithinItsBound(double exponent)
    {
        const int Count = 16 * 512;
        const double Roundoff = 1.0 / (1 << 24);
        RootPower power = new((float)exponent);
        float[] x = [.. Enumerable.Range(0, Count).Select(i => (float)Math.Exp((20.0 * i / Count) - 8))];
        float[] narrow = Run<Simd128, Vector128<float>>(power, x);
        for (int i = 0; i < Count; i++)
        {
            double expected = Math.Pow(x[i], -(float)exponent);
            double bound = ((6.2 + Math.Ceiling(exponent)) * Roundoff) + (Math.Abs(Math.Log(x[i])) * Roundoff / 2);
            Assert.True(Math.Abs(narrow[i] - expected) <= bound * expected, $"{x[i]}^-{exponent} is {narrow[i]}, in double precision {expected}");
        }

        if (Width.Is256)
            Assert.Equal(Bits(narrow), Bits(Run<Simd256, Vector256<float>>(power, x)));
        if (Width.Is512)
            Assert.Equal(Bits(narrow), Bits(Run<Simd512, Vector512<float>>(power, x)));
    }

    private static float[] Run<TSimd, TVector>(RootPower power, float[] x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float[] y = new float[x.Length];
        fixed (float* source = x, target = y)
        {
            for (int i = 0; i < x.Length; i += TSimd.Count)
                TSimd.Store(power.Inverse<TSimd, TVector>(TSimd.Load(source + i)), target + i);
        }

        return y;
    }

    private static int[] Bits(float[] values) => MemoryMarshal.Cast<float, int>(values).ToArray();
}
