using System.Runtime.InteropServices;
using CnnGen.Sessions;

namespace CnnGen.Tests.Harness;

/// <summary>
/// Memory between pages that nobody may touch: one access outside of a block, to read or to write, ends the process. Blocks hold NaN as
/// <see cref="PoisonedMemory"/>'s do; they are never given back. Linux alone.
/// </summary>
/// <param name="atEnd">Whether blocks end at the page behind them, to the float; else they begin at the page before.</param>
internal sealed unsafe partial class GuardedMemory(bool atEnd) : MemorySource
{
    private const int Forbidden = 0;

    private static readonly int Page = Environment.SystemPageSize;

    /// <summary>Pinned arrays with forbidden pages, which the garbage collector must not use again.</summary>
    private static readonly List<float[]> Pinned = [];

    /// <inheritdoc/>
    public override void* Take(long bytes)
    {
        long pages = Pages(bytes);
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)(pages + (2 * Page)), (nuint)Page);
        Protect(memory, Page);
        Protect(memory + Page + pages, Page);
        byte* block = memory + Page + (atEnd ? pages - RoundUp(bytes, Alignment) : 0);
        new Span<float>(memory + Page, (int)(pages / sizeof(float))).Fill(float.NaN);
        return block;
    }

    /// <inheritdoc/>
    public override void Return(void* memory, long bytes)
    {
    }

    /// <inheritdoc/>
    public override float[] TakePinned(int floats, out int start)
    {
        // The array's own header lies before the first forbidden page, its last floats behind the second.
        long bytes = (long)floats * sizeof(float), pages = Pages(bytes);
        float[] memory = GC.AllocateArray<float>((int)((pages + (4 * Page)) / sizeof(float)), pinned: true);
        lock (Pinned)
            Pinned.Add(memory);
        byte* first = (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0), guard = (byte*)RoundUp((nint)first, Page);
        Protect(guard, Page);
        Protect(guard + Page + pages, Page);
        byte* block = guard + Page + (atEnd ? pages - RoundUp(bytes, Alignment) : 0);
        start = (int)((block - first) / sizeof(float));
        return memory;
    }

    private static long Pages(long bytes) => RoundUp(bytes, Page);

    private static long RoundUp(long bytes, int unit) => (bytes + unit - 1) / unit * unit;

    private static void Protect(byte* page, int bytes)
    {
        if (MemoryProtect((nint)page, (nuint)bytes, Forbidden) != 0)
            throw new InvalidOperationException($"mprotect: error {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int MemoryProtect(nint address, nuint length, int protection);
}
