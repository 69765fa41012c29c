using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers;

// y = f(a + b + ...), element by element (residual connections: He et al. 2015); the gradient of each input is that of the sum, without a copy.
internal static class AddLayer
{
    public static void Build(LayerContext layer)
    {
        IReadOnlyList<(string Name, Value Value)> inputs = layer.JoinedInputs();
        (string firstName, Value first) = inputs[0];
        foreach ((string name, Value value) in inputs.Skip(1))
        {
            layer.Require(
                value.Shape == first.Shape, Descriptors.ShapesDoNotAdd, "",
                firstName, first.Shape.ToString(), name, value.Shape.ToString(), $"{first.Shape.Channels}");
        }

        layer.Add(new AddOp(), [.. inputs.Select(input => input.Value)], first.Shape);
    }
}

internal sealed record AddOp : Op
{
    public ActivationFunction? Activation { get; init; }

    public override string Describe(Node node) =>
        $"sum of {node.Inputs.Count}{(Activation is null ? "" : $", {Activation.Name}")}";

    public override Op? Absorb(Op next, Mode mode) =>
        Activation is null && next.AsActivation is { } function ? this with { Activation = function } : null;

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
        Value gradient = d.GradientOf(node.Output);
        if (Activation is not null)
        {
            Value inner = Differentiator.NewInnerGradient(node.Output, node.Output.Shape);
            d.Add(node.Label, new Shared.ActivationGradientOp(Activation), [node.Output, gradient], inner);
            gradient = inner;
        }

        foreach (Value input in node.Inputs)
            d.Contribute(input, gradient);
    }
}
