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
    private readonly ClassDeclarationSyntax _declaration;
    private readonly INamedTypeSymbol _class;
    private readonly AttributeData _modelAttribute;
    private readonly Compilation _compilation;
    private readonly SiteBook _sites = new();

    private ModelParser(ClassDeclarationSyntax declaration, INamedTypeSymbol symbol, AttributeData modelAttribute, Compilation compilation)
    {
        _declaration = declaration;
        _class = symbol;
        _modelAttribute = modelAttribute;
        _compilation = compilation;
    }

    public static ParsedModel Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ModelParser((ClassDeclarationSyntax)context.TargetNode, (INamedTypeSymbol)context.TargetSymbol, context.Attributes[0], context.SemanticModel.Compilation).Parse();
    }

    private ParsedModel Parse()
    {
        bool takesStub = CheckClass();
        int[] input = ReadInput();
        EquatableArray<StageSpec> stages = new StageReader(_sites, _compilation).Read(_class, _declaration, block: null);
        if (stages.Count == 0 && _sites.Problems.Count == 0)
            _sites.Report(Descriptors.NoLayers, Site.Class, _class.Name);
        ModelSpec spec = new(
            _class.ContainingNamespace.IsGlobalNamespace ? "" : _class.ContainingNamespace.ToDisplayString(),
            Containers().Select(type => $"partial {Keyword(type)} {StageReader.Escaped(type)}").Reverse().ToEquatableArray(),
            StageReader.Escaped(_class),
            input[0],
            input[1],
            input[2],
            ReadLargestTile(),
            stages,
            _sites.Problems.ToEquatableArray(),
            takesStub,
            _sites.IsIncomplete);
        return new ParsedModel(spec, _sites.Locations(SourcePlace.Of(_declaration.Identifier.GetLocation())));
    }

    /// <summary>Channels, height and width.</summary>
    private int[] ReadInput()
    {
        _sites.AddPlace(Site.Class with { Argument = "input" }, SiteBook.LocationOf(_modelAttribute.ApplicationSyntaxReference));
        if (!AttributeReader.IsComplete(_modelAttribute))
        {
            _sites.IsIncomplete = true;
            return [1, 1, 1];
        }

        int[] input = [.. _modelAttribute.ConstructorArguments.Select(argument => argument.Value as int? ?? 0)];
        if (input.Any(length => length < 1))
            _sites.Report(Descriptors.BadInputShape, Site.Class with { Argument = "input" }, [.. input.Select(length => length.ToString())]);
        return input;
    }

    /// <summary>The members of <c>CnnGen.Accuracy</c> in order: fast, balanced, direct.</summary>
    private int ReadLargestTile() => _modelAttribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Accuracy").Value.Value switch
    {
        1 => 2,
        2 => 0,
        _ => 4,
    };

    /// <summary>Reports what is wrong with the class; false if no partial class can be added to it.</summary>
    private bool CheckClass()
    {
        string name = _class.Name;
        if (!IsPartial(_class))
            _sites.Report(Descriptors.NotPartial, Site.Class, name);
        else if (Containers().FirstOrDefault(type => !IsPartial(type)) is { } closed)
            _sites.Report(Descriptors.ContainerNotPartial, Site.Class, name, closed.Name);
        else if (_class.IsGenericType || Containers().Any(type => type.IsGenericType))
            _sites.Report(Descriptors.Generic, Site.Class, name);
        else if (KindProblem() is { } kind)
            _sites.Report(Descriptors.WrongKindOfClass, Site.Class, name, kind);
        else if (_class.BaseType is { SpecialType: not SpecialType.System_Object } type && type.ToDisplayString() != "CnnGen.Model")
            _sites.Report(Descriptors.HasBaseClass, Site.Class, name, type.Name);
        foreach (ISymbol stage in _class.GetMembers().Where(IsCalledAsMember))
            _sites.Report(Descriptors.NameTaken, _sites.Add(stage.Locations.FirstOrDefault(), block: null), stage.Name);
        return _sites.Problems.Count == 0;
    }

    private string? KindProblem() =>
        _class.IsRecord ? "a record"
        : _class.IsStatic ? "static"
        : _class.IsAbstract ? "abstract"
        : _class.IsFileLocal || Containers().Any(type => type.IsFileLocal) ? "local to its file"
        : null;

    private static bool IsCalledAsMember(ISymbol member) =>
        member is IPropertySymbol { PartialDefinitionPart: null } property && property.Type.ToDisplayString() == "CnnGen.Stage" && Emit.DeclarationEmitter.Members.Contains(member.Name);

    private static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword));

    private IEnumerable<INamedTypeSymbol> Containers()
    {
        for (INamedTypeSymbol? type = _class.ContainingType; type is not null; type = type.ContainingType)
            yield return type;
    }

    private static string Keyword(INamedTypeSymbol type) =>
        (type.IsRecord ? "record " : "") + (type.TypeKind switch { TypeKind.Struct => "struct", TypeKind.Interface => "interface", _ => type.IsRecord ? "" : "class" });
}
