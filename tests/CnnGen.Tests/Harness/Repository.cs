using System.Runtime.CompilerServices;

namespace CnnGen.Tests.Harness;

/// <summary>Where the sources of the project lie.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
