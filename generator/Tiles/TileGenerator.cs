using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CnnGen.Generator.Tiles;

/// <summary>
/// Fills the classes marked <c>[RegisterTiles(lanes)]</c> in the CnnGen assembly itself. The attribute is internal there, so the generator
/// has nothing to do in a user's project: the tiles are compiled once, optimised, and stay fast under a user's Debug build.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class TileGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<(string Namespace, string Name, int Lanes)> families = context.SyntaxProvider.ForAttributeWithMetadataName(
            "CnnGen.Kernels.Tiles.RegisterTilesAttribute",
            static (node, _) => node is ClassDeclarationSyntax,
            static (match, _) => (
                match.TargetSymbol.ContainingNamespace.ToDisplayString(),
                match.TargetSymbol.Name,
                (int)match.Attributes[0].ConstructorArguments[0].Value!));

        context.RegisterSourceOutput(families, static (output, family) => output.AddSource(
            $"{family.Name}.g.cs",
            SourceText.From(TileEmitter.Emit(family.Namespace, family.Name, new TileFamily(family.Lanes)), Encoding.UTF8)));
    }
}
