using System.CommandLine;
using System.Text;
using CnnGen.Benchmarks.Peers;

namespace CnnGen.Benchmarks.Commands;

/// <summary>
/// Makes TorchSharp's native library loadable where the system's C++ library is older than the one it was built with. Prints
/// <c>ready</c> if nothing is needed to load it, <c>shim</c> if the one function that is missing must be preloaded.
/// </summary>
internal static class PrepareCommand
{
    private const string Library = "libLibTorchSharp.so", Runtime = "libstdc++.so.6";

    /// <summary>The version that brought <c>std::ios_base_library_init</c>; the only function behind it that the library calls.</summary>
    private const string ShimmedVersion = "GLIBCXX_3.4.32";

    public static Command Create()
    {
        Command command = new("prepare", "Lets TorchSharp load with an older C++ library; run.sh calls it.") { Hidden = true };
        command.SetAction(_ => Prepare());
        return command;
    }

    private static int Prepare()
    {
        byte[] runtime = File.ReadAllBytes(SystemRuntime());
        bool Provides(string version) => runtime.AsSpan().IndexOf(Encoding.ASCII.GetBytes(version + '\0')) >= 0;

        string path = Path.Combine(AppContext.BaseDirectory, Library);
        byte[] image = File.ReadAllBytes(path);
        ElfVersionNeeds needs = new(image);
        if (!needs.IsReadable)
            throw new InvalidDataException($"{path} is no 64-bit ELF file.");
        List<string> missing = needs.Weaken((library, version) => library == Runtime && !Provides(version));
        if (missing.FirstOrDefault(version => version != ShimmedVersion) is { } version)
        {
            Console.Error.WriteLine($"{Library} needs {version}, which this system's {Runtime} lacks.");
            return 1;
        }

        if (missing.Count > 0)
        {
            string changed = path + ".new";
            File.WriteAllBytes(changed, image);
            File.Move(changed, path, overwrite: true);
        }

        Console.WriteLine(Provides(ShimmedVersion) ? "ready" : "shim");
        return 0;
    }

    /// <summary>The C++ library that this process runs with: .NET's own runtime has loaded it.</summary>
    private static string SystemRuntime() => File.ReadLines("/proc/self/maps")
        .Select(line => line[(line.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? slash : line.Length)..])
        .First(path => Path.GetFileName(path).StartsWith(Runtime, StringComparison.Ordinal));
}
