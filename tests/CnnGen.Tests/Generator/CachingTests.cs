using CnnGen.Generator;
using CnnGen.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CnnGen.Tests.Generator;

public sealed class CachingTests
{
    private const string Model = "[CnnModel(1, 8, 8)] [Conv(4, 3), ReLU, Linear(2)] public partial class Net;";

    [Fact]
    public void AddedComment_CompilesNothingAgain()
    {
        IEnumerable<IncrementalStepRunReason> reasons = Rerun(Model, "// above\n\n" + Model + " // behind", CnnGenerator.CompileStep);
        Assert.All(reasons, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
    }

    [Fact]
    public void UnrelatedClass_CompilesNothingAgain()
    {
        IEnumerable<IncrementalStepRunReason> reasons = Rerun(Model, Model + " public class Other { public int X; }", CnnGenerator.CompileStep);
        Assert.All(reasons, reason => Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString()));
    }

    [Fact]
    public void EditedLayer_CompilesAgain() =>
        Assert.Contains(IncrementalStepRunReason.Modified, Rerun(Model, Model.Replace("Conv(4", "Conv(5", StringComparison.Ordinal), CnnGenerator.CompileStep));

    [Fact]
    public void MovedMistake_MovesItsDiagnosticWithoutCompiling()
    {
        const string Broken = "[CnnModel(1, 8, 8)] [Conv(4, 11), Linear(2)] public partial class Net;";
        CSharpCompilation before = Declaration.Compilation(Broken);
        GeneratorDriver driver = Declaration.Driver().RunGenerators(before);
        CSharpCompilation after = before.ReplaceSyntaxTree(before.SyntaxTrees[0], Declaration.Tree("\n\n" + Broken, "File0.cs"));
        GeneratorDriverRunResult result = driver.RunGenerators(after).GetRunResult();
        Assert.Equal(3, Assert.Single(result.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
        Assert.All(Reasons(result, CnnGenerator.CompileStep), reason => Assert.NotEqual(IncrementalStepRunReason.Modified, reason));
    }

    private static IEnumerable<IncrementalStepRunReason> Rerun(string first, string second, string step)
    {
        CSharpCompilation compilation = Declaration.Compilation(first);
        GeneratorDriver driver = Declaration.Driver().RunGenerators(compilation);
        CSharpCompilation edited = compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], Declaration.Tree(second, "File0.cs"));
        return Reasons(driver.RunGenerators(edited).GetRunResult(), step);
    }

    private static IEnumerable<IncrementalStepRunReason> Reasons(GeneratorDriverRunResult result, string step) =>
        result.Results.Single().TrackedSteps[step].SelectMany(run => run.Outputs).Select(output => output.Reason);
}
