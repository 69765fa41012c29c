using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Passes;

/// <summary>A forward graph with the nodes that carry its gradient back.</summary>
/// <param name="Forward">From the input to the loss, which also makes the gradient of the scores.</param>
/// <param name="Backward">To all parameters.</param>
/// <param name="ToInput">What is left to reach the input; run on demand.</param>
/// <param name="InputGradient">Gradient of the input.</param>
internal sealed record TrainingGraph(Graph.Graph Forward, IReadOnlyList<Node> Backward, IReadOnlyList<Node> ToInput, Value InputGradient)
{
    public IEnumerable<Node> Nodes => Forward.Nodes.Concat(Backward).Concat(ToInput);

    public override string ToString() => $"{Forward}\n-- backward\n{string.Join("\n", Backward)}\n-- to the input\n{string.Join("\n", ToInput)}";
}

/// <summary>
/// Reverse-mode differentiation: visits nodes from the loss back, and lets each op add the nodes of its own gradient. It runs after fusion, so only
/// values that exist in memory are ever asked for, and what a fused op can compute again is never stored.
/// </summary>
internal sealed class Differentiator
{
    private readonly Dictionary<Value, Value> _gradients = [];
    private readonly List<Node> _forward = [];
    private readonly List<Node> _backward = [];

    private Differentiator()
    {
    }

    public static TrainingGraph Differentiate(Graph.Graph graph)
    {
        Differentiator differentiator = new();
        differentiator._forward.AddRange(graph.Nodes);
        foreach (Node node in graph.Nodes.Reverse())
            node.Op.Backward(differentiator, node);
        (List<Node> backward, List<Node> toInput) = differentiator.Split();
        return new TrainingGraph(
            new Graph.Graph(graph.Input, graph.Output, differentiator._forward), backward, toInput, differentiator._gradients[graph.Input]);
    }

    /// <summary>The gradient of a value, which the nodes that read it have left.</summary>
    public Value GradientOf(Value value) => _gradients[value];

    /// <summary>The value that shall hold the gradient of a value.</summary>
    public Value NewGradient(Value value)
    {
        Value gradient = new($"D{value.Name}", value.Shape, Storage.Map);
        _gradients.Add(value, gradient);
        return gradient;
    }

    /// <summary>A gradient inside a fused op, between the output's and the input's.</summary>
    public static Value NewInnerGradient(Value value, Shape shape) => new($"D{value.Name}Inner", shape, Storage.Map);

    /// <summary>Adds a node to the backward pass.</summary>
    public Node Add(string label, Op op, Value[] inputs, params Value[] outputs)
    {
        Node node = new(label, op, inputs, outputs);
        foreach (Value extra in op.Extras(node, Mode.Train))
            node.Extras.Add(extra.Name, extra);
        _backward.Add(node);
        return node;
    }

    /// <summary>Replaces a forward node by one that also writes gradients: a loss.</summary>
    public void Replace(Node node, Node replacement) => _forward[_forward.IndexOf(node)] = replacement;

    /// <summary>Nodes that some parameter's gradient needs, and the rest. A node without outputs writes gradients of parameters.</summary>
    private (List<Node> Backward, List<Node> ToInput) Split()
    {
        HashSet<Value> needed = [];
        HashSet<Node> backward = [];
        foreach (Node node in Enumerable.Reverse(_backward))
        {
            if (node.Outputs.Count > 0 && !node.Outputs.Any(needed.Contains))
                continue;
            backward.Add(node);
            needed.UnionWith(node.Inputs);
        }

        return ([.. _backward.Where(backward.Contains)], [.. _backward.Where(node => !backward.Contains(node))]);
    }
}
