using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers;

// y[c, i, j] = x[c, floor(i / scale), floor(j / scale)]; dx[c, i, j] = sum of dy over the cell of scale x scale pixels that x[c, i, j] fills.
internal static class UpsampleLayer
{
    public static void Build(LayerContext layer)
    {
        int scale = layer.AtLeast("scale", 1);
        Shape input = layer.Input;
        layer.Add(new UpsampleOp(scale), layer.Resized(input.Channels, (long)input.Height * scale, (long)input.Width * scale));
    }
}

internal sealed record UpsampleOp(int Scale) : Op
{
    public override (int Rows, int Columns) Rise => (Scale, Scale);

    public override bool IsIdentity(Mode mode) => Scale == 1;

    public override string Describe(Node node) => $"nearest-neighbour upsampling by {Scale}";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Kernel(writer, node.Identifier + "Forward", node.Input, node.Output);
        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new UpsampleGradientOp(this), [d.GradientOf(node.Output)], d.NewGradient(node.Input));

    public string Kernel(StepWriter writer, string name, Value input, Value output) =>
        writer.Kernel("Upsample", name, $"{StepWriter.Map(input)}, {StepWriter.Map(output)}, scale: {Scale}");
}

internal sealed record UpsampleGradientOp(UpsampleOp Layer) : Op
{
    public override string Describe(Node node) => "gradient summed over each pixel's cell";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Layer.Kernel(writer, node.Identifier + "Gradient", node.Output, node.Input);
        writer.Line($"{kernel}.Backward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }
}
