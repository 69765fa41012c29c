using System;
using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Helpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CnnGen.Generator.FrontEnd;

/// <summary>Reads the arguments of one layer attribute: the constructor's by parameter name, defaults included, then named properties.</summary>
/// <param name="sites">Notes where each argument stands.</param>
/// <param name="compilation">Where blocks' expressions are looked up.</param>
internal sealed class AttributeReader(SiteBook sites, Compilation compilation)
{
    /// <summary>Whether the attribute compiles: while it is being typed it may lack arguments, or have some of the wrong type.</summary>
    public static bool IsComplete(AttributeData attribute) =>
        attribute.AttributeConstructor is { } constructor
        && constructor.Parameters.Length == attribute.ConstructorArguments.Length
        && attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.Value)).All(IsComplete);

    public EquatableArray<Argument> Read(AttributeData attribute, Site site, BlockScope? block)
    {
        List<Argument> arguments = [];
        AttributeArgumentSyntax[] written = attribute.ApplicationSyntaxReference?.GetSyntax() is AttributeSyntax { ArgumentList: { } list } ? [.. list.Arguments] : [];
        foreach ((string name, AttributeArgumentSyntax argument) in Named(written, attribute.AttributeConstructor))
            sites.AddPlace(site with { Argument = name }, argument.GetLocation());

        if (attribute.AttributeConstructor is { } constructor)
        {
            for (int i = 0; i < constructor.Parameters.Length && i < attribute.ConstructorArguments.Length; i++)
                arguments.Add(Argument(constructor.Parameters[i].Name, attribute.ConstructorArguments[i]));
        }

        arguments.AddRange(attribute.NamedArguments.Select(named => Argument(named.Key, named.Value)));
        return block is null
            ? arguments.ToEquatableArray()
            : arguments.Select(argument => Evaluate(argument, [.. Named(written, attribute.AttributeConstructor).Where(pair => pair.Name == argument.Name).Select(pair => pair.Syntax.Expression)], site, block)).ToEquatableArray();
    }

    /// <summary>Each argument as written, with the name of the parameter or property that it is for; a parameter array's come one by one.</summary>
    private static IEnumerable<(string Name, AttributeArgumentSyntax Syntax)> Named(AttributeArgumentSyntax[] written, IMethodSymbol? constructor)
    {
        for (int i = 0; i < written.Length; i++)
        {
            IParameterSymbol? parameter = constructor?.Parameters.ElementAtOrDefault(i) ?? constructor?.Parameters.LastOrDefault(last => last.IsParams);
            string? name = written[i].NameEquals?.Name.Identifier.ValueText ?? written[i].NameColon?.Name.Identifier.ValueText ?? parameter?.Name;
            if (name is not null)
                yield return (name, written[i]);
        }
    }

    /// <summary>An argument of a block's attribute with the values of this use.</summary>
    private Argument Evaluate(Argument argument, ExpressionSyntax[] expressions, Site site, BlockScope block)
    {
        if (expressions.Length == 0 || argument.Names.Count > 0)
            return argument;
        ArgumentEvaluator evaluator = new(compilation.GetSemanticModel(expressions[0].SyntaxTree), block.Values);
        List<double> values = [];
        foreach (ExpressionSyntax expression in expressions.SelectMany(Elements))
        {
            object? value = evaluator.Evaluate(expression);
            if (value is null)
            {
                sites.Report(Descriptors.CannotEvaluate, site with { Argument = argument.Name }, expression.ToString());
                return argument;
            }

            values.Add(Number(value));
        }

        return argument with { Values = values.ToEquatableArray() };
    }

    private static IEnumerable<ExpressionSyntax> Elements(ExpressionSyntax expression) => expression switch
    {
        CollectionExpressionSyntax collection => collection.Elements.OfType<ExpressionElementSyntax>().Select(element => element.Expression),
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
        ImplicitArrayCreationExpressionSyntax implicitArray => implicitArray.Initializer.Expressions,
        _ => [expression],
    };

    private static bool IsComplete(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Error => false,
        TypedConstantKind.Array => constant.IsNull || constant.Values.All(IsComplete),
        _ => constant.Value is not null,
    };

    /// <summary>All arguments of layers are numbers, truth values, enum members, names of stages, or lists of them.</summary>
    private static Argument Argument(string name, TypedConstant constant)
    {
        object?[] values = constant.Kind != TypedConstantKind.Array ? [constant.Value] : constant.IsNull ? [] : [.. constant.Values.Select(item => item.Value)];
        return new Argument(name, values.Where(value => value is not string).Select(Number).ToEquatableArray(), values.OfType<string>().ToEquatableArray());
    }

    private static double Number(object? value) => value switch
    {
        bool truth => truth ? 1 : 0,
        IConvertible number and not string => number.ToDouble(System.Globalization.CultureInfo.InvariantCulture),
        _ => 0,
    };
}
