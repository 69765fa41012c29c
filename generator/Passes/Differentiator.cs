using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

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
    private readonly Graph.Graph _graph;
    private readonly Dictionary<Value, List<Value>> _contributions = [];
    private readonly HashSet<string> _names = [];
    private readonly List<Node> _forward;
    private List<Node> _backward = [];
    private Node _current;

    private Differentiator(Graph.Graph graph)
    {
        _graph = graph;
        _forward = [.. graph.Nodes];
        _current = _forward[0];
    }

    public static TrainingGraph Differentiate(Graph.Graph graph)
    {
        Differentiator differentiator = new(graph);
        foreach (Node node in graph.Nodes.Reverse().Where(differentiator.HasGradient))
        {
            differentiator._current = node;
            node.Op.Backward(differentiator, node);
        }

        Value inputGradient = differentiator.GradientOf(graph.Input);
        differentiator._backward = [.. FuseOps.AbsorbSums(new Graph.Graph(graph.Input, inputGradient, differentiator._backward), Mode.Train).Nodes];
        (List<Node> backward, List<Node> toInput) = differentiator.Split();
        return new TrainingGraph(new Graph.Graph(graph.Input, graph.Output, differentiator._forward), backward, toInput, inputGradient);
    }

    /// <summary>The gradient of a value: the sum of what its readers have left, the last reader's first.</summary>
    public Value GradientOf(Value value)
    {
        List<Value> contributions = _contributions[value];
        if (contributions.Count > 1)
        {
            Value sum = new(Unique($"D{value.Name}"), value.Shape, Storage.Map);
            string label = _graph.WriterOf(value)?.Label ?? "input";
            Add($"{label}.gradient", new SumOp(), [.. contributions], sum);
            contributions.Clear();
            contributions.Add(sum);
        }

        return contributions[0];
    }

    /// <summary>The value that shall hold what the node at hand adds to the gradient of a value that it reads.</summary>
    public Value NewGradient(Value value)
    {
        bool shared = _graph.ReadersOf(value).Count(reader => reader.Outputs.Count == 0 || reader.Output.Storage == Storage.Map) > 1;
        Value gradient = new(Unique(shared ? $"D{value.Name}From{_current.Identifier}" : $"D{value.Name}"), value.Shape, Storage.Map);
        Contribute(value, gradient);
        return gradient;
    }

    /// <summary>Adds a gradient that exists already to the gradient of a value of the same shape.</summary>
    public void Contribute(Value value, Value gradient)
    {
        if (!_contributions.TryGetValue(value, out List<Value>? contributions))
            _contributions.Add(value, contributions = []);
        contributions.Add(gradient);
    }

    /// <summary>
    /// The bias that a node adds to its output, if it has one that matters. Where every reader takes it away again its gradient, which is zero but for what
    /// rounding leaves, is set to zero, and null is returned.
    /// </summary>
    public Parameter? EffectiveBias(Node node, Parameter? bias)
    {
        bool isTakenAway = _graph.ReadersOf(node.Output).All(reader => reader.Op.CentersChannels(reader) && !reader.Inputs.Skip(1).Contains(node.Output));
        if (bias is null || !isTakenAway)
            return bias;
        Add(node.Label, new ZeroGradientOp(bias), []);
        return null;
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

    /// <summary>Whether a loss depends on a node: losses themselves, and what they read.</summary>
    private bool HasGradient(Node node) => node.Outputs.Count == 0 || node.Outputs.Any(_contributions.ContainsKey);

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 2; !_names.Add(unique); i++)
            unique = $"{name}{i}";
        return unique;
    }

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
