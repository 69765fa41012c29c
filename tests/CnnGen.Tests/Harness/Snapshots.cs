using System.Runtime.CompilerServices;
using ApprovalTests;
using ApprovalTests.Core;
using ApprovalTests.Core.Exceptions;
using ApprovalTests.Writers;

namespace CnnGen.Tests.Harness;

/// <summary>
/// Snapshots of emitted code in Verify's convention: <c>Class.Method#Hint.verified.cs</c> beside the tests, and a <c>.received.cs</c> on a difference.
/// The only place that knows the library behind it.
/// </summary>
internal static class Snapshots
{
    /// <summary>Compares <paramref name="text"/> with the file of the calling test.</summary>
    public static void Verify(string text, string hint, [CallerMemberName] string method = "", [CallerFilePath] string file = "")
    {
        string stable = text.Replace($"\"{typeof(CnnGen.Generator.CnnGenerator).Assembly.GetName().Version!.ToString(3)}\"", "\"%VERSION%\"", StringComparison.Ordinal);
        string path = Path.Combine(Path.GetDirectoryName(file)!, "_snapshots", $"{Path.GetFileNameWithoutExtension(file)}.{method}#{hint}");
        Approvals.Verify(new VerifiedFile(stable, path), new Namer(path), new Quiet());
    }

    private sealed class VerifiedFile(string text, string path) : ApprovalTextWriter(text, "cs")
    {
        public override string GetApprovalFilename(string basename) => path + ".verified.cs";

        public override string GetReceivedFilename(string basename) => path + ".received.cs";
    }

    private sealed class Namer(string path) : IApprovalNamer
    {
        public string SourcePath => Path.GetDirectoryName(path)!;

        public string Name => Path.GetFileName(path);
    }

    /// <summary>Opens no window; the test's failure names the files.</summary>
    private sealed class Quiet : IApprovalFailureReporter
    {
        public void Report(string approved, string received) =>
            throw new ApprovalMismatchException(received, approved);
    }
}
