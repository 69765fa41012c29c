using System;
using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Helpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CnnGen.Generator.FrontEnd;

/// <summary>Reads one layer attribute: the constructor's arguments by parameter name, defaults included, then named properties.</summary>
internal static class AttributeReader
{
    private const string Suffix = "Attribute";

    /// <summary>Whether the attribute compiles: while it is being typed it may lack arguments, or have some of the wrong type.</summary>
    public static bool IsComplete(AttributeData attribute) =>
        attribute.AttributeConstructor is { } constructor
        && constructor.Parameters.Length == attribute.ConstructorArguments.Length
        && attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.Value)).All(IsComplete);

    public static LayerSpec Read(AttributeData attribute, Site site, List<SitePlace> places)
    {
        List<Argument> arguments = [];
        if (attribute.AttributeConstructor is { } constructor)
        {
            for (int i = 0; i < constructor.Parameters.Length && i < attribute.ConstructorArguments.Length; i++)
                arguments.Add(new Argument(constructor.Parameters[i].Name, Values(attribute.ConstructorArguments[i])));
        }

        arguments.AddRange(attribute.NamedArguments.Select(named => new Argument(named.Key, Values(named.Value))));
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax { ArgumentList: { } list })
            AddPlaces(list, attribute.AttributeConstructor, site, places);
        string name = attribute.AttributeClass!.Name;
        return new LayerSpec(name.EndsWith(Suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name, arguments.ToEquatableArray());
    }

    private static void AddPlaces(AttributeArgumentListSyntax list, IMethodSymbol? constructor, Site site, List<SitePlace> places)
    {
        for (int i = 0; i < list.Arguments.Count; i++)
        {
            AttributeArgumentSyntax argument = list.Arguments[i];
            string? name = argument.NameEquals?.Name.Identifier.ValueText
                ?? argument.NameColon?.Name.Identifier.ValueText
                ?? constructor?.Parameters.ElementAtOrDefault(i)?.Name;
            if (name is not null)
                places.Add(new SitePlace(site with { Argument = name }, SourcePlace.Of(argument.GetLocation())));
        }
    }

    private static bool IsComplete(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Error => false,
        TypedConstantKind.Array => constant.IsNull || constant.Values.All(IsComplete),
        _ => constant.Value is not null,
    };

    /// <summary>All arguments of layers are numbers, truth values, enum members, or lists of them.</summary>
    private static EquatableArray<double> Values(TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Array
            ? (constant.IsNull ? Enumerable.Empty<double>() : constant.Values.Select(item => Number(item.Value))).ToEquatableArray()
            : new[] { Number(constant.Value) }.ToEquatableArray();

    private static double Number(object? value) => value switch
    {
        bool truth => truth ? 1 : 0,
        IConvertible number and not string => number.ToDouble(System.Globalization.CultureInfo.InvariantCulture),
        _ => 0,
    };
}
