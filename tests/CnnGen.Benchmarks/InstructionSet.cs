using System.CommandLine;
using System.Diagnostics;

namespace CnnGen.Benchmarks;

/// <summary>
/// The vectors that CnnGen's kernels are given. The runtime decides when it starts what it uses, so other vectors than the machine's widest take a
/// process of their own; native peers always use what they find.
/// </summary>
internal static class InstructionSet
{
    private static readonly string[] Names = ["avx512", "avx2", "sse"];

    /// <summary>The option, for every command.</summary>
    public static Option<string> Option { get; } = Create();

    /// <summary>Runs this program again with the vectors asked for, if they are not those of this process.</summary>
    /// <returns>The exit code; null if this process has them.</returns>
    public static int? RunElsewhere(ParseResult arguments, string[] line)
    {
        if (arguments.Errors.Count > 0 || arguments.GetValue(Option) is not { } wanted || wanted == Report.Isa)
            return null;
        if (Array.IndexOf(Names, wanted) < Array.IndexOf(Names, Report.Isa))
        {
            Console.Error.WriteLine($"This process has {Report.Isa} at most, not {wanted}: the machine, or DOTNET_EnableAVX512 and DOTNET_EnableAVX2, say so.");
            return 1;
        }

        ProcessStartInfo start = new(Environment.ProcessPath!, [typeof(InstructionSet).Assembly.Location, .. line]);
        start.Environment["DOTNET_EnableAVX512"] = "0";
        if (wanted == "sse")
            start.Environment["DOTNET_EnableAVX2"] = "0";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static Option<string> Create()
    {
        Option<string> option = new("--isa") { Description = "Vectors of CnnGen's kernels; without it, the machine's widest.", Recursive = true };
        _ = option.AcceptOnlyFromAmong(Names);
        return option;
    }
}
