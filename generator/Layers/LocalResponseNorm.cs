using System.Collections.Generic;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// d_c = k + alpha / size * sum of x_j^2 for j from c - size / 2 to c + (size - 1) / 2, y_c = x_c / d_c^beta (Krizhevsky et al. 2012).
// dx_j = dy_j / d_j^beta - 2 alpha beta / size * x_j * sum of dy_c x_c / d_c^(beta + 1) for the c whose windows hold j, from j - (size - 1) / 2 to
// j + size / 2. Backward needs x; d is computed again.
internal static class LocalResponseNormLayer
{
    /// <summary>Roots are taken of denominators from here on: smaller floats have fewer digits.</summary>
    private const float SmallestNormal = 1.17549435E-38f;

    public static void Build(LayerContext layer)
    {
        int size = layer.AtLeast("size", 1);
        float alpha = (float)layer.Number("alpha"), k = (float)layer.Number("k");
        layer.Require(alpha is >= 0 and < float.PositiveInfinity, Descriptors.OutOfRange, "alpha", layer.Kind, "alpha", LayerContext.Format(layer.Number("alpha")), "at 0 or above");
        float beta = (float)layer.Within("beta", 0, 16);
        layer.Require(k is >= SmallestNormal and < float.PositiveInfinity, Descriptors.OutOfRange, "k", layer.Kind, "k", LayerContext.Format(layer.Number("k")), "above 0, at 1.2e-38 or more");
        layer.Add(new LocalResponseNormOp(new ChannelWindow(size, layer.Input.Channels), alpha, beta, k), layer.Input);
    }
}

internal sealed record LocalResponseNormOp(ChannelWindow Window, float Alpha, float Beta, float K) : Op
{
    public ActivationFunction? Activation { get; init; }

    public override string Describe(Node node) =>
        $"local response norm over {Window.Size} channel{(Window.Size == 1 ? "" : "s")}{(Activation is null ? "" : $", {Activation.Name}")}";

    public override Op? Absorb(Op next, Mode mode) =>
        Activation is null && next.AsActivation is { } function ? this with { Activation = function } : null;

    public override int ScratchPerThread(Node node) => Window.BlockSize;

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel("LocalResponseNorm", node.Identifier + "Forward", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, {Options()}");
        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new LocalResponseNormGradientOp(this), [node.Input, node.Output, d.GradientOf(node.Output)], d.NewGradient(node.Input));

    public string Options() =>
        $"new({Window.Size}, {Window.Channels}), alpha: {Text.Literal(Alpha)}, beta: {Text.Literal(Beta)}, k: {Text.Literal(K)}{StepWriter.Activation(Activation)}";
}

internal sealed record LocalResponseNormGradientOp(LocalResponseNormOp Layer) : Op
{
    public override string Describe(Node node) =>
        $"gradient through the response norm{(Layer.Activation is null ? "" : $" and the {Layer.Activation.Name}")}";

    public override int ScratchPerThread(Node node) => 2 * Layer.Window.BlockSize;

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel(
            "LocalResponseNormGradient", node.Identifier + "Gradient",
            $"{StepWriter.Map(node.Inputs[0])}, {StepWriter.Map(node.Inputs[1])}, {StepWriter.Map(node.Inputs[2])}, {StepWriter.Map(node.Output)}, {Layer.Options()}");
        writer.Line(
            $"{kernel}.Run(samples, {StepWriter.At(node.Inputs[0])}, {StepWriter.At(node.Inputs[1])}, {StepWriter.At(node.Inputs[2])}, {StepWriter.At(node.Output)});");
    }
}
