using System.Collections.Generic;

namespace CnnGen.Generator.Graph;

/// <summary>One step of the network: an op, what it reads and what it writes.</summary>
internal sealed class Node(string label, Op op, Value[] inputs, Value[] outputs)
{
    /// <summary>The user's name for it, such as <c>conv1</c> or <c>Down1.conv</c>.</summary>
    public string Label { get; } = label;

    public Op Op { get; } = op;

    public IReadOnlyList<Value> Inputs { get; } = inputs;

    public IReadOnlyList<Value> Outputs { get; private set; } = outputs;

    public Value Input => Inputs[0];

    public Value Output => Outputs[0];

    /// <summary>Scratch and fixed values of the node beside inputs and outputs, by name.</summary>
    public Dictionary<string, Value> Extras { get; } = [];

    /// <summary>Lets the node write one more value, while the graph is built.</summary>
    public void AddOutput(Value value) => Outputs = [.. Outputs, value];

    /// <summary>The label as an identifier.</summary>
    public string Identifier => GraphBuilder.Identifier(Label);

    /// <summary>An extra value by its role: named label and role in one.</summary>
    public Value Extra(string role) => Extras[Identifier + role];

    /// <summary>Makes an extra value for a role.</summary>
    public Value NewExtra(string role, Storage storage, int size) => new(Identifier + role, (Outputs.Count > 0 ? Outputs : Inputs)[0].Shape, storage, size);

    public override string ToString() => $"{Label}: {Op.Describe(this)}";
}
