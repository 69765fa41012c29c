using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Helpers;

namespace CnnGen.Generator.FrontEnd;

/// <summary>
/// A declaration as the user wrote it: all that compilation depends on. Immutable and structurally equal, nested members too, or caching breaks;
/// no symbols, syntax or locations.
/// </summary>
/// <param name="Namespace">Namespace of the class, empty for the global one.</param>
/// <param name="Containers">Types around the class, outermost first, as "partial class Outer".</param>
/// <param name="Name">Name of the class.</param>
/// <param name="Header">The class as "partial class Name".</param>
/// <param name="Channels">Channels of an input image.</param>
/// <param name="Height">Rows of an input image.</param>
/// <param name="Width">Columns of an input image.</param>
/// <param name="LargestTile">The largest tile of minimal filtering that the accuracy asked for allows; 0 for direct sums alone.</param>
/// <param name="HalfLinear">Whether predictors keep the weights of linear layers as bfloat16.</param>
/// <param name="Stages">The chain on the class as one stage without a name, or the named stages in order.</param>
/// <param name="Problems">What is wrong with the class itself.</param>
/// <param name="Stub">What can be added to the class if the declaration is wrong.</param>
/// <param name="IsIncomplete">Whether an attribute does not compile as it stands, of which the C# compiler tells.</param>
internal sealed record ModelSpec(
    string Namespace,
    EquatableArray<string> Containers,
    string Name,
    string Header,
    int Channels,
    int Height,
    int Width,
    int LargestTile,
    bool HalfLinear,
    EquatableArray<StageSpec> Stages,
    EquatableArray<Problem> Problems,
    StubFace Stub,
    bool IsIncomplete)
{
    /// <summary>Namespace, containers and name, for file names and messages.</summary>
    public string FullName => string.Join(".", new[] { Namespace }.Concat(Containers.Select(c => c.Split(' ').Last())).Append(Name).Where(part => part.Length > 0));
}

/// <summary>How much of a model can be added to a class whose declaration is wrong.</summary>
internal enum StubFace
{
    /// <summary>Nothing: no other part of the class can be written.</summary>
    None,

    /// <summary>Static members: the class cannot derive from <c>CnnGen.Model</c>, or has no room for what a model overrides.</summary>
    Static,

    /// <summary>All that a model has.</summary>
    Whole,
}

/// <summary>A chain of layers, with the property that names it.</summary>
/// <param name="Name">Name of the property, empty for a chain on the class or on a block.</param>
/// <param name="Modifiers">Modifiers of the property, to be repeated on its implementation.</param>
/// <param name="Layers">Layers in order.</param>
/// <param name="Site">Where it stands.</param>
/// <param name="Keep">Whether the output stays readable after a run.</param>
/// <param name="From">Name of the stage that it reads, empty for the one above.</param>
/// <param name="AuxiliaryWeight">Weight of its loss if it is an auxiliary output, for training alone; 0 if it is none.</param>
internal sealed record StageSpec(
    string Name, string Modifiers, EquatableArray<LayerSpec> Layers, Site Site, bool Keep = false, string From = "", double AuxiliaryWeight = 0)
{
    /// <summary>The argument of a stage's site that stands for its [From].</summary>
    public const string FromArgument = "From";

    /// <summary>The name that stands for the input of the model, or of the block.</summary>
    public const string Input = "Input";

    /// <summary>The name without an escape.</summary>
    public string PlainName => Name.TrimStart('@');
}

/// <summary>A layer attribute: its name without the suffix, and its arguments, defaults included.</summary>
/// <param name="Kind">Name of the layer.</param>
/// <param name="Arguments">Its arguments by name.</param>
/// <param name="Site">Where it stands.</param>
/// <param name="Block">Of a block: its name without the leading I.</param>
/// <param name="Stages">Of a block: what it stands for, with the values of this use.</param>
internal sealed record LayerSpec(string Kind, EquatableArray<Argument> Arguments, Site Site, string Block, EquatableArray<StageSpec> Stages)
{
    public int Int(string name) => (int)Number(name);

    public bool Bool(string name) => Number(name) != 0;

    public double Number(string name) => Find(name).Values[0];

    public EquatableArray<double> Numbers(string name) => Find(name).Values;

    /// <summary>The stages that a layer names, in order.</summary>
    public IEnumerable<string> StageNames => Arguments.SelectMany(argument => argument.Names);

    private Argument Find(string name) => Arguments.First(argument => argument.Name == name);
}

/// <summary>An argument's value: a number, a truth value as 0 or 1, a list of numbers, or names of stages.</summary>
internal sealed record Argument(string Name, EquatableArray<double> Values, EquatableArray<string> Names);
