using System.Runtime.CompilerServices;

namespace CnnGen.Kernels;

/// <summary>The taps of one window that lie inside the map, along one side.</summary>
/// <param name="Start">Pixel of the first such tap.</param>
/// <param name="FirstTap">The first such tap.</param>
/// <param name="EndTap">One past the last.</param>
internal readonly record struct WindowRange(int Start, int FirstTap, int EndTap)
{
    public int Count => EndTap - FirstTap;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WindowRange Of(Window window, int index, int size)
    {
        int start = (index * window.Stride) - window.PaddingBefore;
        if (window.Dilation == 1)
            return new WindowRange(Math.Max(0, start), Math.Max(0, -start), Math.Min(window.Kernel, Math.Max(0, size - start)));
        int first = start >= 0 ? 0 : (-start + window.Dilation - 1) / window.Dilation;
        int end = Math.Min(window.Kernel, start >= size ? 0 : ((size - 1 - start) / window.Dilation) + 1);
        return new WindowRange(start + (first * window.Dilation), first, end);
    }
}
