using CnnGen.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace CnnGen.Tests.Networks;

/// <summary>Whatever a declaration says, it gives diagnostics of the generator or code that compiles: never an exception, never an error of the C# compiler.</summary>
public sealed class BrokenGraphTests
{
    private const int GraphsPerCompilation = 250;

    public static TheoryData<int> Seeds => Effort.Data(usually: 8);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void BrokenGraphs_GiveDiagnosticsOrCode(int seed)
    {
        BrokenGraphs graphs = new(seed);
        string[] declarations = [.. Enumerable.Range(0, GraphsPerCompilation).Select(i => graphs.Next().Declare($"Net{i}"))];
        Declaration all = Declaration.Parse(RandomGraphs.Blocks + string.Join("\n", declarations));
        Diagnostic[] faults = [.. all.Problems.Where(problem => problem.Id == "CNN0099"), .. all.CompilerDiagnostics().Where(IsNotTheUsers)];
        Assert.True(faults.Length == 0, string.Join("\n\n", faults.Take(3).Select(fault => $"{fault}\n{declarations.FirstOrDefault(text => Mentions(fault, text)) ?? ""}")));

        int broken = all.Problems.Select(problem => problem.Location.SourceSpan).Distinct().Count();
        Assert.InRange(broken, GraphsPerCompilation / 4, GraphsPerCompilation);
    }

    /// <summary>Warnings about the declarations themselves are the user's affair; everything about emitted code is ours.</summary>
    private static bool IsNotTheUsers(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error || diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true;

    private static bool Mentions(Diagnostic fault, string declaration)
    {
        string where = fault.Location.SourceTree?.FilePath ?? fault.GetMessage(System.Globalization.CultureInfo.InvariantCulture);
        string name = declaration.Split("partial class ")[1].Split('\n')[0];
        return where.Contains(name + ".", StringComparison.Ordinal) || where.Contains($"'{name}'", StringComparison.Ordinal) || fault.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Contains($"'{name}'", StringComparison.Ordinal);
    }
}
