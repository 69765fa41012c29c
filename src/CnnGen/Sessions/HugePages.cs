using System.Runtime.InteropServices;

namespace CnnGen.Sessions;

/// <summary>
/// Asks Linux to back large blocks with pages of 2 MB: a kernel that walks megabytes of weights then misses few addresses, and the first touch of
/// a block costs one fault where it would cost 512. A wish: where it is not granted, the usual pages do.
/// </summary>
internal static unsafe partial class HugePages
{
    /// <summary>Bytes of a huge page.</summary>
    public const int Size = 2 * 1024 * 1024;

    /// <summary>MADV_DONTNEED and MADV_HUGEPAGE of madvise(2).</summary>
    private const int GiveBack = 4, Huge = 14;

    /// <summary>
    /// Asks for the whole huge pages inside a block, whose contents are lost. Memory that was freed and taken again holds pages of the usual size, which would
    /// stay: they are given back first, since only an address that is touched for the first time gets a huge page.
    /// </summary>
    public static void Ask(void* memory, long bytes)
    {
        long first = ((long)memory + Size - 1) / Size * Size, end = ((long)memory + bytes) / Size * Size;
        if (first >= end || !OperatingSystem.IsLinux())
            return;
        try
        {
            _ = Advise((void*)first, (nuint)(end - first), GiveBack);
            _ = Advise((void*)first, (nuint)(end - first), Huge);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // A system without the call serves the usual pages.
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
