using System.Collections.Generic;
using System.Linq;

namespace CnnGen.Generator.Graph;

/// <summary>Nodes in the order they run, from the input to the output.</summary>
internal sealed class Graph(Value input, Value output, IReadOnlyList<Node> nodes)
{
    private ILookup<Value, Node>? _readers;

    public Value Input { get; } = input;

    public Value Output { get; } = output;

    public IReadOnlyList<Node> Nodes { get; } = nodes;

    /// <summary>The nodes that read a value.</summary>
    public IEnumerable<Node> ReadersOf(Value value) => (_readers ??= Readers())[value];

    /// <summary>The node that writes a value first, or null for the input.</summary>
    public Node? WriterOf(Value value) => Nodes.FirstOrDefault(node => node.Outputs.Contains(value));

    /// <summary>Whether a value can be left out when its writer and its reader become one: nobody else reads it, nothing keeps it.</summary>
    public bool IsPrivate(Value value) => !value.Keep && value != Output && ReadersOf(value).Count() == 1;

    private ILookup<Value, Node> Readers() =>
        Nodes.SelectMany(node => node.Inputs.Distinct(), (node, input) => (node, input)).ToLookup(pair => pair.input, pair => pair.node);

    /// <summary>Each node on a line: label, description, values.</summary>
    public override string ToString() => string.Join("\n", Nodes.Select(node =>
        $"{node} [{string.Join(", ", node.Inputs.Select(v => v.Name))} -> {string.Join(", ", node.Outputs.Select(v => v.Name))}]"));
}
