using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Helpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CnnGen.Generator.FrontEnd;

/// <summary>A declaration and the places of its parts.</summary>
internal sealed record ParsedModel(ModelSpec Spec, SiteLocations Locations);

/// <summary>Reads a class marked [CnnModel] from symbols and syntax; the only way into the compiler.</summary>
internal sealed class ModelParser
{
    /// <summary>The argument of a stage's site that stands for its [From].</summary>
    public const string FromArgument = "From";

    private readonly ClassDeclarationSyntax _declaration;
    private readonly INamedTypeSymbol _class;
    private readonly AttributeData _modelAttribute;
    private readonly List<Problem> _problems = [];
    private readonly List<SitePlace> _places = [];
    private bool _incomplete;

    private ModelParser(ClassDeclarationSyntax declaration, INamedTypeSymbol symbol, AttributeData modelAttribute)
    {
        _declaration = declaration;
        _class = symbol;
        _modelAttribute = modelAttribute;
    }

    public static ParsedModel Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ModelParser((ClassDeclarationSyntax)context.TargetNode, (INamedTypeSymbol)context.TargetSymbol, context.Attributes[0]).Parse();
    }

    private ParsedModel Parse()
    {
        bool takesStub = CheckClass();
        int[] input = [.. _modelAttribute.ConstructorArguments.Select(argument => argument.Value as int? ?? 0)];
        if (!AttributeReader.IsComplete(_modelAttribute))
        {
            _incomplete = true;
            input = [1, 1, 1];
        }
        else if (input.Any(length => length < 1))
            Report(Descriptors.BadInputShape, Site.Class with { Argument = "input" }, [.. input.Select(length => length.ToString())]);
        AddPlace(new Site(-1, -1, "input"), _modelAttribute.ApplicationSyntaxReference);

        List<StageSpec> stages = ReadStages();
        ModelSpec spec = new(
            _class.ContainingNamespace.IsGlobalNamespace ? "" : _class.ContainingNamespace.ToDisplayString(),
            Containers().Select(type => $"partial {Keyword(type)} {EscapedName(type)}").Reverse().ToEquatableArray(),
            EscapedName(_class),
            input[0],
            input[1],
            input[2],
            stages.ToEquatableArray(),
            _problems.ToEquatableArray(),
            takesStub,
            _incomplete);
        return new ParsedModel(spec, new SiteLocations(SourcePlace.Of(_declaration.Identifier.GetLocation()), _places.ToEquatableArray()));
    }

    /// <summary>Reports what is wrong with the class; false if no partial class can be added to it.</summary>
    private bool CheckClass()
    {
        string name = _class.Name;
        if (!IsPartial(_class))
            Report(Descriptors.NotPartial, Site.Class, name);
        else if (Containers().FirstOrDefault(type => !IsPartial(type)) is { } closed)
            Report(Descriptors.ContainerNotPartial, Site.Class, name, closed.Name);
        else if (_class.IsGenericType || Containers().Any(type => type.IsGenericType))
            Report(Descriptors.Generic, Site.Class, name);
        else if (KindProblem() is { } kind)
            Report(Descriptors.WrongKindOfClass, Site.Class, name, kind);
        else if (_class.BaseType is { SpecialType: not SpecialType.System_Object } type && type.ToDisplayString() != "CnnGen.Model")
            Report(Descriptors.HasBaseClass, Site.Class, name, type.Name);
        return _problems.Count == 0;
    }

    private string? KindProblem() =>
        _class.IsRecord ? "a record"
        : _class.IsStatic ? "static"
        : _class.IsAbstract ? "abstract"
        : _class.IsFileLocal || Containers().Any(type => type.IsFileLocal) ? "local to its file"
        : null;

    private List<StageSpec> ReadStages()
    {
        List<StageSpec> stages = [];
        List<AttributeData> own = LayerAttributes(_class);
        IPropertySymbol[] properties = [.. _class.GetMembers().OfType<IPropertySymbol>()
            .Where(property => property.PartialDefinitionPart is null && (LayerAttributes(property).Count > 0 || IsStage(property)))
            .OrderBy(property => property.DeclaringSyntaxReferences.FirstOrDefault()?.Span.Start ?? 0)];
        if (own.Count > 0)
        {
            AddPlace(new Site(0), _modelAttribute.ApplicationSyntaxReference);
            stages.Add(new StageSpec("", "", ReadLayers(0, own)));
            if (properties.FirstOrDefault() is { } extra)
            {
                AddPlace(new Site(1), extra);
                Report(Descriptors.LayersOnClassAndStages, new Site(1), _class.Name, extra.Name);
                stages.AddRange(properties.Where(IsStage).Select(property => new StageSpec(EscapedName(property), Modifiers(property), [])));
            }

            return stages;
        }

        foreach (IPropertySymbol property in properties)
        {
            int index = stages.Count;
            AddPlace(new Site(index), property);
            List<AttributeData> layers = LayerAttributes(property);
            if (FormProblem(property) is { } problem)
            {
                Report(Descriptors.BadStage, new Site(index), property.Name, problem);
                continue;
            }

            if (!InModelDeclaration(property.DeclaringSyntaxReferences[0]))
                Report(Descriptors.SplitDeclaration, new Site(index), _class.Name);
            else if (layers.Count == 0)
                Report(Descriptors.EmptyStage, new Site(index), property.Name);
            stages.Add(new StageSpec(EscapedName(property), Modifiers(property), ReadLayers(index, layers), HasKeep(property), ReadFrom(property, index)));
        }

        if (stages.Count == 0 && _problems.Count == 0)
            Report(Descriptors.NoLayers, Site.Class, _class.Name);
        return stages;
    }

    private EquatableArray<LayerSpec> ReadLayers(int stage, List<AttributeData> attributes)
    {
        List<LayerSpec> layers = [];
        foreach (AttributeData attribute in attributes)
        {
            Site site = new(stage, layers.Count);
            AddPlace(site, attribute.ApplicationSyntaxReference);
            if (attribute.ApplicationSyntaxReference is { } reference && !InModelDeclaration(reference)
                && !_problems.Any(problem => problem.Id == Descriptors.SplitDeclaration.Id))
                Report(Descriptors.SplitDeclaration, site, _class.Name);
            _incomplete |= !AttributeReader.IsComplete(attribute);
            layers.Add(AttributeReader.Read(attribute, site, _places));
        }

        return layers.ToEquatableArray();
    }

    private static string? FormProblem(IPropertySymbol property) =>
        property.Type.ToDisplayString() != "CnnGen.Stage" ? "its type is not Stage"
        : !property.IsStatic ? "it is not static"
        : !property.IsPartialDefinition ? "it is not partial"
        : property.SetMethod is not null ? "it has a setter"
        : null;

    private static bool IsStage(IPropertySymbol property) =>
        property is { IsPartialDefinition: true, IsStatic: true, SetMethod: null } && property.Type.ToDisplayString() == "CnnGen.Stage";

    private bool InModelDeclaration(SyntaxReference reference) =>
        reference.SyntaxTree == _declaration.SyntaxTree && _declaration.Span.Contains(reference.Span);

    private static List<AttributeData> LayerAttributes(ISymbol symbol) =>
        [.. symbol.GetAttributes().Where(attribute => attribute.AttributeClass?.BaseType?.ToDisplayString() == "CnnGen.LayerAttribute")];

    private string ReadFrom(ISymbol property, int index)
    {
        AttributeData? from = property.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == "CnnGen.FromAttribute");
        if (from is null)
            return "";
        AddPlace(new Site(index, -1, FromArgument), from.ApplicationSyntaxReference);
        _incomplete |= !AttributeReader.IsComplete(from);
        return from.ConstructorArguments.FirstOrDefault().Value as string ?? "";
    }

    private static bool HasKeep(ISymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == "CnnGen.KeepAttribute");

    private static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword));

    private IEnumerable<INamedTypeSymbol> Containers()
    {
        for (INamedTypeSymbol? type = _class.ContainingType; type is not null; type = type.ContainingType)
            yield return type;
    }

    private static string Keyword(INamedTypeSymbol type) =>
        (type.IsRecord ? "record " : "") + (type.TypeKind switch { TypeKind.Struct => "struct", TypeKind.Interface => "interface", _ => type.IsRecord ? "" : "class" });

    private static string EscapedName(ISymbol symbol) =>
        SyntaxFacts.GetKeywordKind(symbol.Name) == SyntaxKind.None ? symbol.Name : "@" + symbol.Name;

    private static string Modifiers(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences[0].GetSyntax() is PropertyDeclarationSyntax syntax
            ? string.Join(" ", syntax.Modifiers.Select(modifier => modifier.ValueText))
            : "";

    private void Report(DiagnosticDescriptor descriptor, Site site, params string[] arguments) =>
        _problems.Add(Problem.Of(descriptor, site, arguments));

    private void AddPlace(Site site, SyntaxReference? reference)
    {
        if (reference is not null)
            _places.Add(new SitePlace(site, SourcePlace.Of(Location.Create(reference.SyntaxTree, reference.Span))));
    }

    private void AddPlace(Site site, IPropertySymbol property)
    {
        if (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is PropertyDeclarationSyntax syntax)
            _places.Add(new SitePlace(site, SourcePlace.Of(syntax.Identifier.GetLocation())));
    }
}
