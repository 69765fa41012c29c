using CnnGen.Generator;
using CnnGen.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace CnnGen.Tests.Generator;

/// <summary>
/// Models and blocks in files of their own: an edit compiles and emits again exactly the models that it means something to. What stays is the
/// text of the run before itself, not one that is equal.
/// </summary>
public sealed class CachingOfFilesTests
{
    private static readonly string[] Files =
    [
        "[CnnModel(3, 8, 8)] [Block<IUnit>, Linear(2)] public partial class Direct;",
        "[CnnModel(3, 8, 8)] [Block<IPair>, Linear(2)] public partial class Nested;",
        "[CnnModel(3, 8, 8)] [Block<IUnit>(6), Linear(2)] public partial class Valued;",
        "[CnnModel(3, 8, 8)] [Conv(Sizes.Width, 3), Linear(2)] public partial class Apart;",
        "[Conv(Width, 3, padding: 1), ReLU] interface IUnit : IBlock { [Parameter] const int Width = 4; }",
        "[Block<IUnit>(Repeat = 2)] interface IPair : IBlock { }",
        "static class Sizes { public const int Width = 5; public const int Other = 6; }",
    ];

    private static readonly string[] Models = ["Direct", "Nested", "Valued", "Apart"];

    [Theory]
    [InlineData(0, "Linear(2)", "Linear(3)", "Direct")]
    [InlineData(3, "Linear(2)", "ReLU, Linear(2)", "Apart")]
    [InlineData(4, "ReLU", "Tanh", "Direct", "Nested", "Valued")]
    [InlineData(4, "Width = 4", "Width = 7", "Direct", "Nested")]
    [InlineData(5, "Repeat = 2", "Repeat = 3", "Nested")]
    [InlineData(6, "Width = 5", "Width = 9", "Apart")]
    [InlineData(6, "Other = 6", "Other = 7")]
    [InlineData(6, "static", "// The sizes.\nstatic")]
    [InlineData(4, "interface", "/* a unit */ interface")]
    [InlineData(0, "public", "\n\npublic")]
    public void Edit_CompilesItsUsersAlone(int file, string old, string edited, params string[] users)
    {
        CSharpCompilation before = Declaration.Compilation(Files);
        Assert.Contains(old, Files[file], StringComparison.Ordinal);
        SyntaxTree tree = Declaration.Tree(Files[file].Replace(old, edited, StringComparison.Ordinal), $"File{file}.cs");
        AssertCompiled(before, before.ReplaceSyntaxTree(before.SyntaxTrees[file], tree), users);
    }

    [Fact]
    public void NewFile_CompilesItselfAlone()
    {
        CSharpCompilation before = Declaration.Compilation(Files);
        AssertCompiled(before, before.AddSyntaxTrees(Declaration.Tree("public class Other { public int X; }", "Other.cs")), []);
        AssertCompiled(before, before.AddSyntaxTrees(Declaration.Tree("[CnnModel(1, 4, 4)] [Block<IUnit>, Linear(2)] public partial class New;", "New.cs")), ["New"]);
    }

    private static void AssertCompiled(CSharpCompilation before, CSharpCompilation after, string[] users)
    {
        GeneratorDriver driver = Declaration.Driver().RunGenerators(before);
        Dictionary<string, SourceText> old = Texts(driver), current = Texts(driver = driver.RunGenerators(after));
        Assert.Empty(driver.GetRunResult().Diagnostics);

        IncrementalGeneratorRunStep[] compilations = [.. driver.GetRunResult().Results.Single().TrackedSteps[CnnGenerator.CompileStep]];
        string[] compiled = [.. compilations.SelectMany(step => step.Outputs)
            .Where(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
            .Select(output => ((CompiledModel)output.Value).Spec.Name)];
        Assert.Equal(users.Order(), compiled.Order());

        foreach (string name in Models.Except(users))
        {
            foreach (string part in (string[])["", ".Predictor", ".Trainer"])
                Assert.Same(old[$"{name}{part}.g.cs"], current[$"{name}{part}.g.cs"]);
        }

        Assert.All(users, user => Assert.NotEqual(old.GetValueOrDefault($"{user}.Predictor.g.cs")?.ToString(), current[$"{user}.Predictor.g.cs"].ToString()));
    }

    private static Dictionary<string, SourceText> Texts(GeneratorDriver driver) =>
        driver.GetRunResult().Results.Single().GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText);
}
