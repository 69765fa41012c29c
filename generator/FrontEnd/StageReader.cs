using System;
using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Helpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CnnGen.Generator.FrontEnd;

/// <summary>Reads the stages and layers of a model or of a block; the blocks that they use are opened with the values given there.</summary>
internal sealed class StageReader(SiteBook sites, Compilation compilation)
{
    private const string Suffix = "Attribute";

    /// <summary>More than the deepest networks have; a slip of the keyboard must not keep the editor busy.</summary>
    private const int MostRepeats = 200;

    private readonly AttributeReader _attributes = new(sites, compilation);

    /// <summary>The layers on a type as one chain without a name, or its stages in order.</summary>
    /// <param name="type">The model's class, or the block's interface.</param>
    /// <param name="declaration">The one declaration of the type in which layers may stand.</param>
    /// <param name="block">The use of the block; null for a model.</param>
    public EquatableArray<StageSpec> Read(INamedTypeSymbol type, TypeDeclarationSyntax declaration, BlockScope? block)
    {
        List<AttributeData> own = LayersOf(type);
        IPropertySymbol[] properties = [.. type.GetMembers().OfType<IPropertySymbol>()
            .Where(property => property.PartialDefinitionPart is null && (LayersOf(property).Count > 0 || HasForm(property, block)))
            .OrderBy(property => property.DeclaringSyntaxReferences.FirstOrDefault()?.Span.Start ?? 0)];
        sites.IsIncomplete |= properties.Select(property => property.Name).Distinct().Count() < properties.Length;
        properties = [.. properties.GroupBy(property => property.Name).Select(same => same.First())];
        if (own.Count == 0)
            return properties.Select(property => ReadStage(type, property, declaration, block)).OfType<StageSpec>().ToEquatableArray();

        Site site = sites.Add(declaration.Identifier.GetLocation(), block);
        List<StageSpec> stages = [new StageSpec("", "", ReadLayers(type, own, declaration, block), site)];
        if (properties.FirstOrDefault() is { } extra)
        {
            sites.Report(Descriptors.LayersOnClassAndStages, sites.Add(NameOf(extra), block), type.Name, extra.Name);
            stages.AddRange(properties.Where(property => HasForm(property, block)).Select(property => new StageSpec(Escaped(property), Modifiers(property), [], site)));
        }

        return stages.ToEquatableArray();
    }

    public static string Escaped(ISymbol symbol) =>
        SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name;

    private StageSpec? ReadStage(INamedTypeSymbol type, IPropertySymbol property, TypeDeclarationSyntax declaration, BlockScope? block)
    {
        Site site = sites.Add(NameOf(property), block);
        List<AttributeData> layers = LayersOf(property);
        if (FormProblem(property, block) is { } problem)
        {
            sites.Report(Descriptors.BadStage, site, property.Name, problem, block is null ? $"public static partial Stage {property.Name} {{ get; }}" : $"Stage {property.Name} {{ get; }}");
            return null;
        }

        if (!Contains(declaration, property.DeclaringSyntaxReferences[0]))
            sites.Report(Descriptors.SplitDeclaration, site, type.Name);
        else if (layers.Count == 0)
            sites.Report(Descriptors.EmptyStage, site, property.Name);
        else if (property.Name == StageSpec.Input)
            sites.Report(Descriptors.StageCalledInput, site);
        AttributeData? auxiliary = Find(property, "Auxiliary"), from = Find(property, "From");
        if (from is not null)
            sites.AddPlace(site with { Argument = StageSpec.FromArgument }, SiteBook.LocationOf(from.ApplicationSyntaxReference));
        return new StageSpec(
            Escaped(property),
            Modifiers(property),
            ReadLayers(type, layers, declaration, block),
            site,
            Find(property, "Keep") is not null,
            from?.ConstructorArguments.FirstOrDefault().Value as string ?? "",
            auxiliary is null ? 0 : auxiliary.ConstructorArguments.FirstOrDefault().Value as double? ?? 0);
    }

    private EquatableArray<LayerSpec> ReadLayers(INamedTypeSymbol type, List<AttributeData> attributes, TypeDeclarationSyntax declaration, BlockScope? block)
    {
        List<LayerSpec> layers = [];
        bool split = false;
        foreach (AttributeData attribute in attributes)
        {
            Site site = sites.Add(SiteBook.LocationOf(attribute.ApplicationSyntaxReference), block);
            if (!split && attribute.ApplicationSyntaxReference is { } reference && !Contains(declaration, reference))
            {
                split = true;
                sites.Report(Descriptors.SplitDeclaration, site, type.Name);
            }

            if (!AttributeReader.IsComplete(attribute))
            {
                sites.IsIncomplete = true;
                continue;
            }

            string name = attribute.AttributeClass!.Name;
            LayerSpec layer = new(
                name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name,
                _attributes.Read(attribute, site, block), site, "", []);
            if (attribute.AttributeClass.TypeArguments.FirstOrDefault() is INamedTypeSymbol used)
                layers.AddRange(Open(layer, used, block));
            else
                layers.Add(layer);
        }

        return layers.ToEquatableArray();
    }

    /// <summary>A use of a block, once for each repetition, with its stages.</summary>
    private IEnumerable<LayerSpec> Open(LayerSpec use, INamedTypeSymbol type, BlockScope? outer)
    {
        if (type.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not InterfaceDeclarationSyntax declaration)
        {
            sites.Report(Descriptors.BlockElsewhere, use.Site, type.Name);
            yield break;
        }

        if (outer?.Contains(type) == true)
        {
            sites.Report(Descriptors.RecursiveBlock, use.Site, type.Name);
            yield break;
        }

        int repeat = use.Arguments.Any(argument => argument.Name == "Repeat") ? use.Int("Repeat") : 1;
        if (repeat is < 1 or > MostRepeats)
        {
            sites.Report(Descriptors.OutOfRange, use.Site with { Argument = "Repeat" }, "Block", "Repeat", $"{repeat}", $"from 1 to {MostRepeats}");
            yield break;
        }

        if (ParameterValues(use, type) is not { } values)
            yield break;
        string name = type.Name.Length > 1 && type.Name[0] == 'I' && char.IsUpper(type.Name[1]) ? type.Name.Substring(1) : type.Name;
        BlockScope scope = new(type, use.Site, values, outer);
        for (int i = 0; i < repeat; i++)
        {
            EquatableArray<StageSpec> stages = Read(type, declaration, scope);
            if (stages.Count == 0 && sites.Problems.Count == 0)
                sites.Report(Descriptors.NoLayersInBlock, use.Site, type.Name);
            yield return use with { Block = name, Stages = stages };
        }
    }

    /// <summary>What the block's parameters stand for at a use, in the order of their declaration; null after a report.</summary>
    private Dictionary<ISymbol, object>? ParameterValues(LayerSpec use, INamedTypeSymbol type)
    {
        IFieldSymbol[] parameters = [.. type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue && Find(field, "Parameter") is not null)];
        double[] given = [.. use.Numbers("arguments")];
        if (given.Length > parameters.Length)
        {
            sites.Report(
                Descriptors.TooManyArguments, use.Site with { Argument = "arguments" },
                type.Name, $"{parameters.Length}", parameters.Length == 0 ? "none" : string.Join(", ", parameters.Select(parameter => parameter.Name)), $"{given.Length}");
            return null;
        }

        Dictionary<ISymbol, object> values = new(SymbolEqualityComparer.Default);
        for (int i = 0; i < parameters.Length; i++)
        {
            object value = ArgumentEvaluator.Widen(parameters[i].ConstantValue) ?? 0L;
            if (i < given.Length)
            {
                if (value is long && given[i] != Math.Floor(given[i]))
                {
                    sites.Report(Descriptors.NotWhole, use.Site with { Argument = "arguments" }, type.Name, parameters[i].Name, Emit.Text.Literal((float)given[i]).TrimEnd('f'));
                    return null;
                }

                value = value switch { bool => given[i] != 0, long => (long)given[i], _ => given[i] };
            }

            values.Add(parameters[i], value);
        }

        return values;
    }

    /// <summary>What keeps a property from being a stage: of a model a static partial one, of a block an ordinary one.</summary>
    private static string? FormProblem(IPropertySymbol property, BlockScope? block) =>
        property.Type.ToDisplayString() != "CnnGen.Stage" ? "its type is not Stage"
        : block is null && !property.IsStatic ? "it is not static"
        : block is null && !property.IsPartialDefinition ? "it is not partial"
        : block is not null && property.IsStatic ? "it is static"
        : property.SetMethod is not null ? "it has a setter"
        : null;

    private static bool HasForm(IPropertySymbol property, BlockScope? block) => FormProblem(property, block) is null;

    private static bool Contains(TypeDeclarationSyntax declaration, SyntaxReference reference) =>
        reference.SyntaxTree == declaration.SyntaxTree && declaration.Span.Contains(reference.Span);

    private static List<AttributeData> LayersOf(ISymbol symbol) =>
        [.. symbol.GetAttributes().Where(attribute => attribute.AttributeClass?.BaseType?.ToDisplayString() == "CnnGen.LayerAttribute")];

    private static AttributeData? Find(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == $"CnnGen.{name}{Suffix}");

    private static Location? NameOf(IPropertySymbol property) =>
        (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as PropertyDeclarationSyntax)?.Identifier.GetLocation();

    private static string Modifiers(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences[0].GetSyntax() is PropertyDeclarationSyntax syntax
            ? string.Join(" ", syntax.Modifiers.Select(modifier => modifier.ValueText))
            : "";
}
