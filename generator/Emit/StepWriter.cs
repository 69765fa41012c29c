using System.Collections.Generic;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Emit;

/// <summary>What ops write with: kernels as static fields, and calls as lines of the method at hand.</summary>
internal sealed class StepWriter(Mode mode)
{
    /// <summary>The alias of CnnGen.Kernels in emitted files; with <c>::</c> no name of the user's can hide it.</summary>
    public const string Kernels = "Kernels::";

    private readonly HashSet<string> _names = [];
    private readonly HashSet<Value> _bordered = [];

    public Mode Mode { get; } = mode;

    /// <summary>Kernels in the order of their first use.</summary>
    public List<string> Fields { get; } = [];

    /// <summary>The method being written.</summary>
    public SourceWriter Body { get; set; } = new();

    /// <summary>Declares a kernel once: a type of CnnGen.Kernels, made by a constructor (<c>new(...)</c>) or a factory of that type.</summary>
    public string Kernel(string type, string name, string arguments, string factory = "")
    {
        if (_names.Add(name))
        {
            string value = factory.Length == 0 ? $"new({arguments})" : $"{Kernels}{type}.{factory}({arguments})";
            Fields.Add($"private static readonly {Kernels}{type} {name} = {value};");
        }

        return name;
    }

    /// <summary>Whether a value's border has not been asked for yet; slices share one.</summary>
    public bool TakeBorder(Value value) => _bordered.Add(value.Root);

    public void Line(string code) => Body.Line(code);

    /// <summary>The address of a value.</summary>
    public static string At(Value value) =>
        value.Storage is Storage.Fixed or Storage.Scratch ? $"Fixed({value.Name})"
        : value.Overwrites ? $"At({value.Name})"
        : value.RootChannel > 0 ? $"At({value.Root.Name}) + {value.RootChannel}"
        : $"At({value.Root.Name})";

    /// <summary>The layout of a map.</summary>
    public static string Map(Value value) => value.Name + "Map";

    public static string Parameter(Parameter parameter) => $"Parameter(Weights.{parameter.Identifier})";

    public static string Gradient(Parameter parameter) => $"Gradient(Weights.{parameter.Identifier})";

    public static string Activation(ActivationFunction? function) => function is null ? "" : $", {Kernels}Activation.{function.Code}";

    /// <summary>Copies a parameter into the fixed part, where a predictor keeps its snapshot.</summary>
    public void Copy(Parameter parameter, Value target) =>
        Line($"{Kernels}Transfer.Copy({Parameter(parameter)}, {At(target)}, {Text.Literal(parameter.Size)});");
}
