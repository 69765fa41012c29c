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
    private readonly TypeDeclarationSyntax _declaration;
    private readonly INamedTypeSymbol _class;
    private readonly AttributeData _modelAttribute;
    private readonly Compilation _compilation;
    private readonly SiteBook _sites = new();

    private ModelParser(TypeDeclarationSyntax declaration, INamedTypeSymbol symbol, AttributeData modelAttribute, Compilation compilation)
    {
        _declaration = declaration;
        _class = symbol;
        _modelAttribute = modelAttribute;
        _compilation = compilation;
    }

    public static ParsedModel Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new ModelParser((TypeDeclarationSyntax)context.TargetNode, (INamedTypeSymbol)context.TargetSymbol, context.Attributes[0], context.SemanticModel.Compilation).Parse();
    }

    private ParsedModel Parse()
    {
        StubFace stub = CheckClass();
        int[] input = ReadInput();
        EquatableArray<StageSpec> stages = new StageReader(_sites, _compilation).Read(_class, _declaration, block: null);
        if (stages.Count == 0 && _sites.Problems.Count == 0)
            _sites.Report(Descriptors.NoLayers, Site.Class, _class.Name);
        ModelSpec spec = new(
            _class.ContainingNamespace.IsGlobalNamespace ? "" : _class.ContainingNamespace.ToDisplayString(),
            Containers().Select(Header).Reverse().ToEquatableArray(),
            StageReader.Escaped(_class),
            Header(_class),
            input[0],
            input[1],
            input[2],
            ReadLargestTile(),
            ReadHalfLinear(),
            stages,
            _sites.Problems.ToEquatableArray(),
            stub,
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
    private int ReadLargestTile() => ReadOption("Accuracy") switch
    {
        1 => 2,
        2 => 0,
        _ => 4,
    };

    /// <summary>The members of <c>CnnGen.WeightFormat</c> in order: full, bfloat16.</summary>
    private bool ReadHalfLinear() => ReadOption("LinearWeights") == 1;

    /// <summary>The number of an enumeration's member that the attribute is given by name; 0 where it is not.</summary>
    private int ReadOption(string name) => _modelAttribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as int? ?? 0;

    /// <summary>Reports what is wrong with the class; tells what can be added to it nevertheless.</summary>
    private StubFace CheckClass()
    {
        string name = _class.Name;
        if (!IsPartial(_class))
            return Refuse(StubFace.None, Descriptors.NotPartial, name);
        if (Containers().FirstOrDefault(type => !IsPartial(type)) is { } closed)
            return Refuse(StubFace.None, Descriptors.ContainerNotPartial, name, closed.Name);
        if (_class.IsGenericType || Containers().Any(type => type.IsGenericType))
            return Refuse(StubFace.Whole, Descriptors.Generic, name);
        if (KindProblem() is ({ } kind, var left))
            return Refuse(left, Descriptors.WrongKindOfClass, name, kind);
        if (_class.BaseType is { SpecialType: not SpecialType.System_Object } type && type.ToDisplayString() != "CnnGen.Model")
            return Refuse(StubFace.Static, Descriptors.HasBaseClass, name, type.Name);
        ISymbol[] repeated = [.. ModelMembers.Repeated(_class)];
        foreach (ISymbol member in repeated)
            _sites.Report(Descriptors.NameTaken, _sites.Add(member.Locations.FirstOrDefault(), block: null), ModelMembers.NameOf(member));
        return repeated.Any(ModelMembers.IsOverridden) ? StubFace.Static : StubFace.Whole;
    }

    private StubFace Refuse(StubFace face, DiagnosticDescriptor descriptor, params string[] arguments)
    {
        _sites.Report(descriptor, Site.Class, arguments);
        return face;
    }

    /// <summary>What keeps the class from being an ordinary one, and what can be added to such a class.</summary>
    private (string? Kind, StubFace Left) KindProblem() =>
        _class.IsFileLocal || Containers().Any(type => type.IsFileLocal) ? ("is local to its file", StubFace.None)
        : _class.IsRecord ? ("is a record", StubFace.Static)
        : _class.IsStatic ? ("is static", StubFace.Static)
        : _class.IsAbstract ? ("is abstract", StubFace.Whole)
        : _class.InstanceConstructors.Any(IsPrimary) ? ("has a primary constructor", StubFace.Static)
        : (null, StubFace.Whole);

    private static bool IsPrimary(IMethodSymbol constructor) =>
        constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax);

    public static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax syntax && syntax.Modifiers.Any(SyntaxKind.PartialKeyword));

    private IEnumerable<INamedTypeSymbol> Containers()
    {
        for (INamedTypeSymbol? type = _class.ContainingType; type is not null; type = type.ContainingType)
            yield return type;
    }

    private static string Header(INamedTypeSymbol type) =>
        $"partial {Keyword(type)} {StageReader.Escaped(type)}{(type.TypeParameters.Length == 0 ? "" : $"<{string.Join(",", type.TypeParameters.Select(parameter => parameter.Name))}>")}";

    private static string Keyword(INamedTypeSymbol type) => (type.IsRecord, type.TypeKind) switch
    {
        (true, TypeKind.Struct) => "record struct",
        (true, _) => "record",
        (_, TypeKind.Struct) => "struct",
        (_, TypeKind.Interface) => "interface",
        _ => "class",
    };
}
