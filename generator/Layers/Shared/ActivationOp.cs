using System.Collections.Generic;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>y = f(x) as a pass of its own, where no neighbour takes the function in. Backward needs y.</summary>
internal sealed record ActivationOp(ActivationFunction Function) : Op
{
    public override ActivationFunction AsActivation => Function;

    public override string Describe(Node node) => Function.Name;

    public override IEnumerable<int> Overwritable(Node node) => [0];

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel("Activate", node.Identifier + "Forward", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}{StepWriter.Activation(Function)}");
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new ActivationGradientOp(Function), [node.Output, d.GradientOf(node.Output)], d.NewGradient(node.Input));
}

/// <summary>dx = dy * f'(x), told from y.</summary>
internal sealed record ActivationGradientOp(ActivationFunction Function) : Op
{
    /// <summary>The gradient before the activation that a node applies to its output, given that of the output.</summary>
    public static Value Before(ActivationFunction? function, Differentiator d, Node node, Value gradient)
    {
        if (function is null)
            return gradient;
        Value inner = Differentiator.NewInnerGradient(node.Output, node.Output.Shape);
        d.Add(node.Label, new ActivationGradientOp(function), [node.Output, gradient], inner);
        return inner;
    }

    public override string Describe(Node node) => $"gradient through the {Function.Name}";

    public override IEnumerable<int> Overwritable(Node node) => [1, 0];

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel(
            "ActivationGradient", node.Identifier + "ActivationGradient",
            $"{StepWriter.Map(node.Inputs[0])}, {StepWriter.Map(node.Inputs[1])}, {StepWriter.Map(node.Output)}{StepWriter.Activation(Function)}");
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Inputs[0])}, {StepWriter.At(node.Inputs[1])}, {StepWriter.At(node.Output)});");
    }
}
