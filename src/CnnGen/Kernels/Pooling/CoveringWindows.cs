using System.Runtime.CompilerServices;

namespace CnnGen.Kernels;

/// <summary>The undilated windows that cover one pixel, along one side.</summary>
/// <param name="First">The first of them.</param>
/// <param name="End">One past the last; not above <paramref name="First"/> where none does.</param>
internal readonly record struct CoveringWindows(int First, int End)
{
    public static CoveringWindows Of(Window window, int pixel, int windows)
    {
        int last = pixel + window.PaddingBefore, beyond = last - window.Kernel;
        return new CoveringWindows(beyond < 0 ? 0 : (beyond / window.Stride) + 1, Math.Min(windows, (last / window.Stride) + 1));
    }

    /// <summary>Those of the next pixel, whose number is given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CoveringWindows Next(Window window, int pixel, int windows)
    {
        int last = pixel + window.PaddingBefore;
        int first = First * window.Stride <= last - window.Kernel ? First + 1 : First;
        return new CoveringWindows(first, End < windows && End * window.Stride <= last ? End + 1 : End);
    }

    /// <summary>The tap of the first window that covers the pixel; each further window's is a stride less.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TapOf(Window window, int pixel) => pixel + window.PaddingBefore - (First * window.Stride);
}
