using System.Collections.Generic;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>
/// y = x * g(x). It first falls, then rises: y does not tell the derivative, so backward needs x, and no pooling may take it in.
/// </summary>
internal sealed record SelfGatedOp(string Gate, string Name) : Op
{
    public override string Describe(Node node) => Name;

    public override IEnumerable<int> Overwritable(Node node) => [0];

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel("SelfGate", node.Identifier + "Forward", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, {GateCode}");
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new SelfGatedGradientOp(this), [node.Input, d.GradientOf(node.Output)], d.NewGradient(node.Input));

    public string GateCode => $"{StepWriter.Kernels}Gate.{Gate}";
}

/// <summary>dx = dy * (g(x) + x g'(x)).</summary>
internal sealed record SelfGatedGradientOp(SelfGatedOp Layer) : Op
{
    public override string Describe(Node node) => $"gradient through the {Layer.Name}";

    public override IEnumerable<int> Overwritable(Node node) => [1, 0];

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel(
            "SelfGateGradient", node.Identifier + "Gradient",
            $"{StepWriter.Map(node.Inputs[0])}, {StepWriter.Map(node.Inputs[1])}, {StepWriter.Map(node.Output)}, {Layer.GateCode}");
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Inputs[0])}, {StepWriter.At(node.Inputs[1])}, {StepWriter.At(node.Output)});");
    }
}
