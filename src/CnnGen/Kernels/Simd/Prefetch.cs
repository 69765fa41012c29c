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

    /// <summary>
    /// One of several parts of rows in planes, for what the rows' work begins with: they are so short and so far apart that no processor foresees them.
    /// </summary>
    /// <param name="first">The first row of the first plane.</param>
    /// <param name="planes">How many, and floats from one to the next.</param>
    /// <param name="rows">How many of each plane, and floats from one to the next.</param>
    /// <param name="floats">Floats of a row.</param>
    /// <param name="part">The part.</param>
    /// <param name="parts">How many there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows(float* first, (int Count, nint Step) planes, (int Count, nint Step) rows, int floats, int part, int parts)
    {
        (int row, int end) = new Parts(planes.Count * rows.Count, Count: parts)[part];
        for (; row < end; row++)
        {
            float* start = first + (row / rows.Count * planes.Step) + (row % rows.Count * rows.Step);
            for (int i = 0; i < floats; i += Map.Vector)
                Line(start + i);
        }
    }
}
