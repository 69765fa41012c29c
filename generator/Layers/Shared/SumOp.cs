using System.Collections.Generic;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>y = f(a + b + ...), element by element: of maps that a declaration adds, and of the gradients that several readers of a value leave.</summary>
internal sealed record SumOp : Op
{
    public ActivationFunction? Activation { get; init; }

    public override MapSum? AsSum => new(Activation);

    public override string Describe(Node node) =>
        $"sum of {node.Inputs.Count} maps{(Activation is null ? "" : $", {Activation.Name}")}";

    public override Op? Absorb(Op next, Mode mode) =>
        Activation is null && next.AsActivation is { } function ? this with { Activation = function } : null;

    public override IEnumerable<int> Overwritable(Node node) => [0, 1];

    public override void Emit(StepWriter writer, Node node)
    {
        // The first two, then the running sum with each of the rest; the last applies the activation.
        Value sum = node.Inputs[0];
        for (int i = 1; i < node.Inputs.Count; i++)
        {
            string activation = i == node.Inputs.Count - 1 ? StepWriter.Activation(Activation) : "";
            string name = $"{node.Identifier}{(node.Inputs.Count > 2 ? $"{i}" : "")}Sum";
            string kernel = writer.Kernel("Add", name, $"{StepWriter.Map(sum)}, {StepWriter.Map(node.Inputs[i])}, {StepWriter.Map(node.Output)}{activation}");
            writer.Line($"{kernel}.Run(samples, {StepWriter.At(sum)}, {StepWriter.At(node.Inputs[i])}, {StepWriter.At(node.Output)});");
            sum = node.Output;
        }
    }

    public override void Backward(Differentiator d, Node node)
    {
        Value gradient = ActivationGradientOp.Before(Activation, d, node, d.GradientOf(node.Output));
        foreach (Value input in node.Inputs)
            d.Contribute(input, gradient);
    }
}
