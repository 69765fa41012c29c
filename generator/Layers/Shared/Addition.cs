using System.Collections.Generic;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>The map that an op adds to what it makes, its last input, as English and as C#: a shortcut going forward, a gradient going back.</summary>
internal static class Addition
{
    public static Value Of(Node node) => node.Inputs[node.Inputs.Count - 1];

    /// <summary>It is read where the sum is written.</summary>
    public static IEnumerable<int> Overwritable(Node node, bool adds) => adds ? [node.Inputs.Count - 1] : [];

    public static string Describe(Node node, bool adds) => adds ? $", plus {Of(node).Name}" : "";

    /// <summary>The argument for its layout.</summary>
    public static string Layout(Node node, bool adds) => adds ? $", added: {StepWriter.Map(Of(node))}" : "";

    /// <summary>The argument for its memory.</summary>
    public static string Value(Node node, bool adds) => adds ? $", added: {StepWriter.At(Of(node))}" : "";
}
