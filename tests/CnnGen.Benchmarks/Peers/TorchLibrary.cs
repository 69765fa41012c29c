using System.Text;

namespace CnnGen.Benchmarks.Peers;

/// <summary>TorchSharp's native library in this program's folder, and what it takes to load it.</summary>
/// <remarks>
/// The library names a version of the C++ library, GCC 13's, that older systems lack, for the sake of a symbol that nothing in it
/// refers to: the streams of such systems are set up by each library that uses them. There, the need is marked weak.
/// </remarks>
internal static class TorchLibrary
{
    private const string Library = "libLibTorchSharp.so", Runtime = "libstdc++.so.6", MemorySetting = "MALLOC_TRIM_THRESHOLD_";

    /// <summary>Why TorchSharp would not run here at its best, or null.</summary>
    public static string? Handicap() => Environment.GetEnvironmentVariable(MemorySetting) is null
        ? $"{MemorySetting} is not set, and without it TorchSharp can be several times slower: start by run.sh."
        : null;

    /// <summary>Makes the library loadable where the system's C++ library is too old for it; elsewhere changes nothing.</summary>
    /// <returns>Why TorchSharp cannot run here, or null.</returns>
    public static string? Prepare()
    {
        string path = Path.Combine(AppContext.BaseDirectory, Library);
        byte[] image = File.ReadAllBytes(path);
        if (!ElfVersionNeeds.CanRead(image))
            return $"{path} is no 64-bit ELF file.";
        byte[] runtime = File.ReadAllBytes(RuntimePath());
        ElfVersionNeeds needs = new(image);
        VersionNeed[] missing = [.. needs.Read().Where(need =>
            need.Library == Runtime && runtime.AsSpan().IndexOf(Encoding.ASCII.GetBytes(need.Version + '\0')) < 0)];
        if (missing.FirstOrDefault(need => need.IsUsed) is { } used)
            return $"{Library} needs {used.Version}, which this system's {Runtime} lacks.";
        if (missing.Length > 0)
        {
            foreach (VersionNeed need in missing)
                needs.Weaken(need);
            string changed = path + ".new";
            File.WriteAllBytes(changed, image);
            File.Move(changed, path, overwrite: true);
        }

        return null;
    }

    /// <summary>The C++ library that this process runs with: .NET's own runtime has loaded it.</summary>
    private static string RuntimePath() => File.ReadLines("/proc/self/maps")
        .Where(line => line.Contains('/', StringComparison.Ordinal))
        .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
        .First(path => Path.GetFileName(path).StartsWith(Runtime, StringComparison.Ordinal));
}
