using System.Collections.Generic;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y = max of each channel over the map; dx = dy at the winner, the first of equals in row-major order, zero elsewhere.
// Training records each winner's place as a float, so x itself need not be kept.
internal static class GlobalMaxPoolLayer
{
    /// <summary>Pixels that a float can number.</summary>
    private const int MostPixels = 1 << 24;

    public static void Build(LayerContext layer)
    {
        Shape input = layer.Input;
        layer.Require(
            input.Pixels <= MostPixels, Descriptors.TooLarge, "", layer.Kind, $"one channel of its input {input}", Text.Count(input.Pixels), Text.Count(MostPixels));
        layer.Add(new GlobalMaxPoolOp(), new Shape(input.Channels, 1, 1));
    }
}

internal sealed record GlobalMaxPoolOp : Op
{
    private const string Winners = "Winners";

    public override RectangularWindow Reach(Node node) => new(new Window(node.Input.Shape.Height), new Window(node.Input.Shape.Width));

    public override string Describe(Node node) => "global max pooling";

    public override IEnumerable<Value> Extras(Node node, Mode mode) =>
        mode == Mode.Train ? [node.NewExtra(Winners, Storage.Sample, Map.LanesOf(node.Input.Shape.Channels))] : [];

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Kernel(writer, node.Identifier + "Forward", node.Input, node.Output);
        string winners = writer.Mode == Mode.Train ? $", {StepWriter.At(node.Extra(Winners))}" : "";
        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)}{winners});");
    }

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new GlobalMaxPoolGradientOp(), [d.GradientOf(node.Output), node.Extra(Winners)], d.NewGradient(node.Input));

    public static string Kernel(StepWriter writer, string name, Value input, Value output) =>
        writer.Kernel("GlobalMaxPool", name, $"{StepWriter.Map(input)}, {StepWriter.Map(output)}");
}

internal sealed record GlobalMaxPoolGradientOp : Op
{
    public override string Describe(Node node) => "gradient to the winners";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = GlobalMaxPoolOp.Kernel(writer, node.Identifier + "Gradient", node.Output, node.Input);
        writer.Line($"{kernel}.Backward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Inputs[1])}, {StepWriter.At(node.Output)});");
    }
}
