using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CnnGen.Kernels.Simd;

/// <summary>
/// Asks for memory that will be read or written soon, where a walk is such that no processor foresees it. Any address may be given: what
/// is not there is not fetched.
/// </summary>
internal static unsafe class Prefetch
{
    /// <summary>The cache line of an address, into the second-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* address)
    {
        if (Sse.IsSupported)
            Sse.Prefetch1(address);
    }

    /// <summary>The lines of some rows and columns of pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pixels(float* first, nint rowStep, nint columnStep, int rows, int columns)
    {
        for (int row = 0; row < rows; row++, first += rowStep)
        {
            float* pixel = first;
            for (int column = 0; column < columns; column++, pixel += columnStep)
                Line(pixel);
        }
    }
}
