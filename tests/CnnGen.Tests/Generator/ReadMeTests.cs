using System.Text.RegularExpressions;
using CnnGen.Generator.Diagnostics;
using CnnGen.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace CnnGen.Tests.Generator;

/// <summary>What the README says is true: its C# compiles, its tables are complete.</summary>
public sealed partial class ReadMeTests
{
    private static readonly string ReadMe = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void EveryBlock_Compiles()
    {
        string[] blocks = [.. Blocks().Matches(ReadMe).Select(match => match.Groups[1].Value)];
        string[] declarations = [.. blocks.Where(block => block.Contains("[CnnModel", StringComparison.Ordinal))];
        Assert.True(declarations.Length >= 2 && blocks.Length >= 4, "the README has lost its examples");
        foreach (string statements in blocks.Except(declarations))
        {
            string body = "using System;\nusing System.Linq;\n" + statements;
            Declaration declaration = Declaration.Parse(declarations[0], [.. declarations[1..], body]);
            Assert.DoesNotContain(declaration.CompilerDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && diagnostic.Id != "CS8805");
        }
    }

    [Fact]
    public void EveryDiagnostic_HasItsRow()
    {
        foreach (DiagnosticDescriptor descriptor in Descriptors.All)
            Assert.Contains($"| {descriptor.Id} |", ReadMe, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryLayer_HasItsRow()
    {
        foreach (string kind in CnnGen.Generator.Layers.LayerCatalog.Kinds)
            Assert.Matches($@"`{kind}[`(]", ReadMe);
    }


    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
