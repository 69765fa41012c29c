using System.Runtime.Intrinsics;

namespace CnnGen.Kernels.Simd;

/// <summary>
/// One vector width: what row kernels need of it. A kernel is written once over <typeparamref name="TVector"/> and
/// compiled once a width; <see cref="IWidthKernel"/> picks the widest that the processor has.
/// </summary>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    static abstract int Count { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Create(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* destination);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Subtract(TVector x, TVector y);

    static abstract TVector Multiply(TVector x, TVector y);

    static abstract TVector Divide(TVector x, TVector y);

    static abstract TVector Sqrt(TVector x);

    /// <summary>1 / sqrt x to 3.5 %, for normal x above 0: half of x's logarithm, as the bits tell it, from <see cref="Elementary.InverseSqrtBits"/>.</summary>
    static abstract TVector InverseSqrtGuess(TVector x);

    /// <summary><c>x * y + addend</c>, rounded once where the processor has a fused instruction.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector addend);

    /// <summary><c>2^n</c> of whole numbers, -126 to 127; 0 of -127.</summary>
    static abstract TVector PowerOf2(TVector n);

    /// <summary><c>y</c> where <c>x &lt;= y</c> or either is NaN: <c>Max(0, v)</c> keeps the NaN of <c>v</c>.</summary>
    static abstract TVector Max(TVector x, TVector y);

    /// <summary>All bits set in the lanes where <c>x &gt; y</c>.</summary>
    static abstract TVector GreaterThan(TVector x, TVector y);

    /// <summary>All bits set in the lanes where <c>x = y</c>.</summary>
    static abstract TVector Equal(TVector x, TVector y);

    /// <summary>All bits set in the lanes where <c>x</c> is NaN.</summary>
    static abstract TVector IsNaN(TVector x);

    /// <summary>Lanes of <paramref name="yes"/> where the mask's bits are set, of <paramref name="no"/> elsewhere.</summary>
    static abstract TVector Select(TVector mask, TVector yes, TVector no);

    /// <summary>For each lane what <paramref name="x"/> holds in the lane whose number <paramref name="lanes"/> holds as an integer's bits.</summary>
    static abstract TVector Permute(TVector x, TVector lanes);

    /// <summary>A byte for each lane, as a whole number.</summary>
    static abstract TVector LoadBytes(byte* source);

    /// <summary>A bfloat16 for each lane.</summary>
    static abstract TVector LoadBFloat16(ushort* source);

    /// <summary>Writes lanes of small whole numbers, 0 to 255, as bytes.</summary>
    static abstract void StoreBytes(TVector value, byte* destination);

    /// <summary>Lanes <c>Hash32(start + lane) &gt;&gt; 8</c> scaled into [0, 1), as <see cref="CounterRandom"/> defines.</summary>
    static abstract TVector Uniform(uint start);

    /// <summary>The sum of all lanes, in one order for each width.</summary>
    static abstract float Sum(TVector x);

    /// <summary>The largest lane, where none is NaN.</summary>
    static abstract float Largest(TVector x);
}

/// <summary>A kernel that can be compiled at any width.</summary>
internal interface IWidthKernel
{
    void Run<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : struct;
}

internal static class Width
{
    /// <summary>Whether 512-bit kernels run: by what the processor has, not by the runtime's frequency policy.</summary>
    public static bool Is512 => System.Runtime.Intrinsics.X86.Avx512F.IsSupported
        && System.Runtime.Intrinsics.X86.Avx512DQ.IsSupported && System.Runtime.Intrinsics.X86.Avx512BW.IsSupported;

    /// <summary>Whether 256-bit kernels run.</summary>
    public static bool Is256 => System.Runtime.Intrinsics.X86.Avx2.IsSupported && System.Runtime.Intrinsics.X86.Fma.IsSupported;

    /// <summary>Name of the instruction set that kernels use on this machine.</summary>
    public static string Name => Is512 ? "AVX-512" : Is256 ? "AVX2" : "128-bit";

    /// <summary>Floats of this machine's widest vectors that divide <paramref name="lanes"/>.</summary>
    public static int LanesOf(int lanes) => Is512 && lanes % Map.Vector == 0 ? Simd512.Count : Is256 ? Simd256.Count : Simd128.Count;

    /// <summary>Runs <paramref name="kernel"/> at this machine's widest vectors that divide <paramref name="lanes"/>.</summary>
    public static void Run<TKernel>(int lanes, TKernel kernel)
        where TKernel : struct, IWidthKernel
    {
        if (Is512 && lanes % Map.Vector == 0)
            kernel.Run<Simd512, Vector512<float>>();
        else if (Is256)
            kernel.Run<Simd256, Vector256<float>>();
        else
            kernel.Run<Simd128, Vector128<float>>();
    }
}
