using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.FrontEnd;

/// <summary>The members that the generator writes in every model, whose names are taken.</summary>
internal static class ModelMembers
{
    public const string CreatePredictor = "CreatePredictor", CreateTrainer = "CreateTrainer", Facts = "Facts", Predictor = "Predictor",
        Stages = "Stages", Summary = "Summary", Trainer = "Trainer", Weights = "Weights";

    private static readonly string[] Names = [CreatePredictor, CreateTrainer, Facts, Predictor, Stages, Summary, Trainer, Weights];

    /// <summary>Members of a class as its user wrote it that stand in the way of these.</summary>
    public static IEnumerable<ISymbol> Repeated(INamedTypeSymbol type) => type.GetMembers().Where(IsRepeated);

    /// <summary>Whether a model cannot do without the member of this name: there is no stub then that derives from <c>CnnGen.Model</c>.</summary>
    public static bool IsOverridden(ISymbol member) => member.Name is CreatePredictor or CreateTrainer or WellKnownMemberNames.InstanceConstructorName;

    public static string NameOf(ISymbol member) => member is IMethodSymbol { MethodKind: MethodKind.Constructor } ? $"{member.ContainingType.Name}(int)" : member.Name;

    private static bool IsRepeated(ISymbol member) => member switch
    {
        { IsImplicitlyDeclared: true } or IPropertySymbol { PartialDefinitionPart: not null } or IMethodSymbol { AssociatedSymbol: not null } => false,
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => Takes(constructor, "int") && !constructor.IsStatic,
        IMethodSymbol { Name: CreatePredictor } method => Takes(method, "int", "int"),
        IMethodSymbol { Name: CreateTrainer } method => Takes(method, "int", "CnnGen.Training.Optimizer", "int", "int"),

        // Sessions are partial classes, so that a user can add to them.
        INamedTypeSymbol { Name: Predictor or Trainer } type => !ModelParser.IsPartial(type),
        _ => Names.Contains(member.Name),
    };

    private static bool Takes(IMethodSymbol method, params string[] types) =>
        method.TypeParameters.Length == 0 && method.Parameters.Select(parameter => parameter.Type.ToDisplayString()).SequenceEqual(types);
}
