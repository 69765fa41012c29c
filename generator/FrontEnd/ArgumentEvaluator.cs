using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CnnGen.Generator.FrontEnd;

/// <summary>
/// Evaluates the arguments of a block's attributes with the values that a use gives its parameters. The C# compiler has checked and typed the
/// expressions; it computed them with the parameters' defaults, so they are computed again from the syntax.
/// </summary>
/// <param name="semantics">Meaning of the names in the block's file.</param>
/// <param name="values">The parameters: <c>long</c>, <c>double</c> or <c>bool</c>.</param>
internal sealed class ArgumentEvaluator(SemanticModel semantics, IReadOnlyDictionary<ISymbol, object> values)
{
    /// <summary>The value as <c>long</c>, <c>double</c>, <c>bool</c> or <c>string</c>; null if it has none.</summary>
    public object? Evaluate(ExpressionSyntax expression)
    {
        try
        {
            return Value(expression);
        }
        catch (Exception exception) when (exception is OverflowException or DivideByZeroException)
        {
            return null;
        }
    }

    /// <summary>A constant as the evaluator computes with it.</summary>
    public static object? Widen(object? constant) => constant switch
    {
        bool or string or null => constant,
        float or double or decimal => Convert.ToDouble(constant, CultureInfo.InvariantCulture),
        IConvertible number => number.ToInt64(CultureInfo.InvariantCulture),
        _ => null,
    };

    private object? Value(ExpressionSyntax expression)
    {
        if (semantics.GetSymbolInfo(expression).Symbol is { } symbol && values.TryGetValue(symbol, out object? given))
            return given;
        if (!Mentions(expression))
            return Widen(semantics.GetConstantValue(expression).Value);
        return expression switch
        {
            ParenthesizedExpressionSyntax parenthesized => Value(parenthesized.Expression),
            CheckedExpressionSyntax check => Value(check.Expression),
            CastExpressionSyntax cast => Cast(Value(cast.Expression), semantics.GetTypeInfo(cast).Type),
            PrefixUnaryExpressionSyntax unary => Unary(unary.Kind(), Value(unary.Operand)),
            ConditionalExpressionSyntax conditional => Value(conditional.Condition) is bool condition
                ? Value(condition ? conditional.WhenTrue : conditional.WhenFalse)
                : null,
            BinaryExpressionSyntax binary => Binary(binary),
            _ => null,
        };
    }

    private bool Mentions(ExpressionSyntax expression) => expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
        .Any(name => semantics.GetSymbolInfo(name).Symbol is { } symbol && values.ContainsKey(symbol));

    private object? Binary(BinaryExpressionSyntax binary)
    {
        object? left = Value(binary.Left);
        if (left is bool known && binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression)
            return known == binary.IsKind(SyntaxKind.LogicalOrExpression) ? known : Value(binary.Right);
        return (left, Value(binary.Right)) switch
        {
            (bool a, bool b) => Logical(binary.Kind(), a, b),
            (long a, long b) => Whole(binary.Kind(), a, b),
            (long or double, null) or (null, _) or (bool, _) or (_, bool) or (_, null) or (string, _) or (_, string) => null,
            var (a, b) => Real(binary.Kind(), Convert.ToDouble(a, CultureInfo.InvariantCulture), Convert.ToDouble(b, CultureInfo.InvariantCulture)),
        };
    }

    private static object? Unary(SyntaxKind kind, object? operand) => (kind, operand) switch
    {
        (SyntaxKind.UnaryMinusExpression, long value) => checked(-value),
        (SyntaxKind.UnaryMinusExpression, double value) => -value,
        (SyntaxKind.UnaryPlusExpression, long or double) => operand,
        (SyntaxKind.BitwiseNotExpression, long value) => ~value,
        (SyntaxKind.LogicalNotExpression, bool value) => !value,
        _ => null,
    };

    private static object? Logical(SyntaxKind kind, bool a, bool b) => kind switch
    {
        SyntaxKind.BitwiseAndExpression => a & b,
        SyntaxKind.BitwiseOrExpression => a | b,
        SyntaxKind.ExclusiveOrExpression or SyntaxKind.NotEqualsExpression => a != b,
        SyntaxKind.EqualsExpression => a == b,
        _ => null,
    };

    private static object? Whole(SyntaxKind kind, long a, long b) => checked(kind switch
    {
        SyntaxKind.AddExpression => a + b,
        SyntaxKind.SubtractExpression => a - b,
        SyntaxKind.MultiplyExpression => a * b,
        SyntaxKind.DivideExpression => a / b,
        SyntaxKind.ModuloExpression => a % b,
        SyntaxKind.LeftShiftExpression => (int)a << (int)b,
        SyntaxKind.RightShiftExpression => a >> (int)b,
        SyntaxKind.BitwiseAndExpression => a & b,
        SyntaxKind.BitwiseOrExpression => a | b,
        SyntaxKind.ExclusiveOrExpression => a ^ b,
        SyntaxKind.EqualsExpression => a == b,
        SyntaxKind.NotEqualsExpression => a != b,
        SyntaxKind.LessThanExpression => a < b,
        SyntaxKind.LessThanOrEqualExpression => a <= b,
        SyntaxKind.GreaterThanExpression => a > b,
        SyntaxKind.GreaterThanOrEqualExpression => a >= b,
        _ => (object?)null,
    });

    private static object? Real(SyntaxKind kind, double a, double b) => kind switch
    {
        SyntaxKind.AddExpression => a + b,
        SyntaxKind.SubtractExpression => a - b,
        SyntaxKind.MultiplyExpression => a * b,
        SyntaxKind.DivideExpression => a / b,
        SyntaxKind.ModuloExpression => a % b,
        SyntaxKind.EqualsExpression => a == b,
        SyntaxKind.NotEqualsExpression => a != b,
        SyntaxKind.LessThanExpression => a < b,
        SyntaxKind.LessThanOrEqualExpression => a <= b,
        SyntaxKind.GreaterThanExpression => a > b,
        SyntaxKind.GreaterThanOrEqualExpression => a >= b,
        _ => null,
    };

    private static object? Cast(object? value, ITypeSymbol? type) => (type?.SpecialType, value) switch
    {
        (SpecialType.System_Int32 or SpecialType.System_Int64, double number) => checked((long)number),
        (SpecialType.System_Single or SpecialType.System_Double, long number) => (double)number,
        _ => value,
    };
}
