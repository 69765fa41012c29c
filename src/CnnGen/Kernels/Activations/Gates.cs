using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>The g of a self-gated activation <c>x * g(x)</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum Gate
{
    /// <summary>1 / (1 + exp(-x)): SiLU.</summary>
    Logistic,

    /// <summary>P(X &lt;= x) for X of the standard normal distribution: GELU.</summary>
    Normal,
}

/// <summary>A gate over vectors.</summary>
internal interface IGate
{
    static abstract TVector Value<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;

    /// <summary>The derivative of <c>x * g(x)</c>: <c>g(x) + x g'(x)</c>.</summary>
    static abstract TVector Derivative<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}

/// <summary>A row kernel that can be compiled for any gate.</summary>
internal interface IGateKernel
{
    void Run<TSimd, TVector, TGate>(int sample, int row)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
        where TGate : struct, IGate;
}

/// <summary><c>g = 1 / (1 + exp(-x))</c>, <c>g' = g (1 - g)</c>.</summary>
internal readonly struct LogisticGate : IGate
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => Elementary.Sigmoid<TSimd, TVector>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector gate = Elementary.Sigmoid<TSimd, TVector>(x), one = TSimd.Create(1);
        return TSimd.Multiply(gate, TSimd.MultiplyAdd(x, TSimd.Subtract(one, gate), one));
    }
}

/// <summary>g the standard normal distribution, g' its density.</summary>
internal readonly struct NormalGate : IGate
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => Elementary.Normal<TSimd, TVector>(x, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TSimd, TVector>(TVector x)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector gate = Elementary.Normal<TSimd, TVector>(x, out TVector density);
        return TSimd.MultiplyAdd(x, density, gate);
    }
}

/// <summary>Runs a kernel over the rows of each sample with its gate as a type, so that the JIT compiles a loop of its own for it.</summary>
internal static class Gates
{
    public static void Run<TKernel>(this Gate gate, Samples samples, int rows, Map map, TKernel kernel)
        where TKernel : struct, IGateKernel
    {
        if (gate == Gate.Logistic)
            EachRow.Run(samples, rows, map, new Typed<TKernel, LogisticGate>(kernel));
        else
            EachRow.Run(samples, rows, map, new Typed<TKernel, NormalGate>(kernel));
    }

    private readonly struct Typed<TKernel, TGate>(TKernel kernel) : IRowKernel
        where TKernel : struct, IGateKernel
        where TGate : struct, IGate
    {
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct => kernel.Run<TSimd, TVector, TGate>(sample, row);
    }
}
