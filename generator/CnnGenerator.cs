using System.Linq;
using System.Text;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Helpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CnnGen.Generator;

/// <summary>Compiles classes marked [CnnModel].</summary>
[Generator(LanguageNames.CSharp)]
public sealed class CnnGenerator : IIncrementalGenerator
{
    /// <summary>Names of the pipeline's steps, for tests of its caching.</summary>
    internal const string SpecStep = "Spec", CompileStep = "Compile", ProblemStep = "Problems";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParsedModel> parsed = context.SyntaxProvider.ForAttributeWithMetadataName(
            "CnnGen.CnnModelAttribute",
            static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
            ModelParser.Parse);

        // Depends on what the declaration says alone: moving code, comments or other classes compile nothing again.
        IncrementalValuesProvider<CompiledModel> compiled = parsed
            .Select(static (model, _) => model.Spec)
            .WithTrackingName(SpecStep)
            .Select(static (spec, _) => ModelCompiler.Compile(spec))
            .WithTrackingName(CompileStep);

        context.RegisterSourceOutput(compiled, static (output, model) =>
        {
            if (model.Declaration is { } file)
                output.AddSource(file.Name, SourceText.From(file.Text, Encoding.UTF8));
        });

        // Bodies are long and an editor can do without them.
        context.RegisterImplementationSourceOutput(compiled, static (output, model) =>
        {
            foreach (SourceFile file in model.Bodies)
                output.AddSource(file.Name, SourceText.From(file.Text, Encoding.UTF8));
        });

        // Locations change with every line typed above; they meet the problems only here.
        IncrementalValueProvider<EquatableArray<ModelProblems>> problems = compiled
            .Where(static model => model.Problems.Count > 0)
            .Select(static (model, _) => new ModelProblems(model.Spec, model.Problems))
            .Collect()
            .Select(static (models, _) => models.ToEquatableArray());
        context.RegisterSourceOutput(parsed.Combine(problems).WithTrackingName(ProblemStep), static (output, pair) =>
        {
            foreach (Problem problem in pair.Right.Where(broken => broken.Spec.Equals(pair.Left.Spec)).SelectMany(broken => broken.Problems))
            {
                SiteLocations locations = pair.Left.Locations;
                BlockUse[] uses = [.. locations.UsesAround(problem.Site)];
                output.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.Find(problem.Id).InBlocks([.. uses.Select(use => (use.Block, locations.Find(use.Use)))]),
                    locations.Find(problem.Site).ToLocation(),
                    uses.Select(use => locations.Find(use.Use).ToLocation()),
                    [.. problem.Arguments]));
            }
        });
    }

    private sealed record ModelProblems(ModelSpec Spec, EquatableArray<Problem> Problems);
}
