using System.Diagnostics;
using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Packages;

/// <summary>The packages, made once, and a folder for projects that restore them as a user's would: outside the repository.</summary>
public sealed class PackageFixture : IDisposable
{
#if DEBUG
    private const string Built = "Debug";
#else
    private const string Built = "Release";
#endif

    /// <summary>A version of its own, so that no cache holds it.</summary>
    private readonly string _version = $"0.1.0-test{Environment.ProcessId}";

    private readonly string _folder = Directory.CreateTempSubdirectory("cnngen-packages").FullName;

    public PackageFixture()
    {
        foreach (string project in new[] { "src/CnnGen", "src/CnnGen.Data" })
            Run(Repository.Root, $"pack {project} --no-build -c {Built} -o \"{_folder}/feed\" -p:Version={_version}");
        File.WriteAllText(Path.Combine(_folder, "nuget.config"), """
            <configuration>
              <config><add key="globalPackagesFolder" value="packages" /></config>
              <packageSources><clear /><add key="feed" value="feed" /></packageSources>
              <fallbackPackageFolders><add key="machine" value="%CNNGEN_TEST_PACKAGES%" /></fallbackPackageFolders>
            </configuration>
            """);
    }

    public string Feed => Path.Combine(_folder, "feed");

    public string Version => _version;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Writes a project and its files, builds it, and returns the build's output; fails the test unless the exit code is as expected.</summary>
    public string Build(string name, string project, string configuration, bool succeeds, params (string File, string Text)[] files)
    {
        string folder = Write(name, project, files);
        return Run(folder, $"build {name}.csproj -c {configuration} -p:UseSharedCompilation=false", succeeds);
    }

    /// <summary>Restores a project and runs what comes first in publishing it with the given properties; compiles nothing. Returns the output.</summary>
    public string PreparePublishing(string name, string project, string[] properties)
    {
        string folder = Write(name, project);
        if (!Directory.Exists(Path.Combine(folder, "obj")))
            Run(folder, "restore");
        return Run(folder, $"msbuild -nologo -t:PrepareForPublish -p:{string.Join(" -p:", properties)}");
    }

    public string RunProgram(string name, string configuration) => Run(Path.Combine(_folder, name), $"bin/{configuration}/net10.0/{name}.dll");

    private string Write(string name, string project, params (string File, string Text)[] files)
    {
        string folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), project);
        foreach ((string file, string text) in files)
            File.WriteAllText(Path.Combine(folder, file), text);
        return folder;
    }

    private static string Run(string folder, string arguments, bool succeeds = true)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["CNNGEN_TEST_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment.Remove("MSBuildSDKsPath");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 == succeeds, $"dotnet {arguments}: exit code {process.ExitCode}\n{output}");
        return output;
    }

}
