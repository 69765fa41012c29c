using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y[i, j] = (sum over the window of x) / n, where n counts the window's pixels inside the padded map, or inside the map alone.
// dx = sum over the windows that cover a pixel of dy / n. Backward needs nothing of the forward pass.
internal static class AvgPoolLayer
{
    public static void Build(LayerContext layer)
    {
        RectangularWindow window = PoolWindow.Of(layer);
        bool ceilMode = layer.Bool("ceilMode"), countPadding = layer.Bool("countPadding");
        (int height, int width) = layer.Slide(window, ceilMode);
        string arguments = $"{WindowText.Code(window)}{(countPadding ? "" : ", countIncludesPadding: false")}";
        string description = $"{WindowText.Size(window)} average pooling{WindowText.Describe(window)}{(ceilMode ? ", ceil mode" : "")}{(countPadding ? "" : ", padding not counted")}";
        layer.Add(new AvgPoolOp(description, "", arguments, window, IsAverage: window.IsUnpadded || !countPadding), new Shape(layer.Input.Channels, height, width));
    }
}

/// <summary>An average over windows, or over the whole map.</summary>
/// <param name="Description">The op in English.</param>
/// <param name="Factory">The factory that makes the kernel; empty for the constructor.</param>
/// <param name="Arguments">Its arguments behind the two maps.</param>
/// <param name="Window">The window.</param>
/// <param name="IsAverage">Whether its weights always sum to one: none falls on padding.</param>
internal sealed record AvgPoolOp(string Description, string Factory, string Arguments, RectangularWindow Window, bool IsAverage) : Op
{
    public override bool IsAverage { get; } = IsAverage;

    public override RectangularWindow Reach(Node node) => Window;

    public override string Describe(Node node) => Description;

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Kernel(writer, node.Identifier + "Forward", node.Input, node.Output);
        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new AvgPoolGradientOp(this), [d.GradientOf(node.Output)], d.NewGradient(node.Input));

    public string Kernel(StepWriter writer, string name, Value input, Value output) => writer.Kernel(
        "AvgPool", name, $"{StepWriter.Map(input)}, {StepWriter.Map(output)}{(Arguments.Length > 0 ? ", " : "")}{Arguments}", Factory);
}

internal sealed record AvgPoolGradientOp(AvgPoolOp Layer) : Op
{
    public override string Describe(Node node) => $"gradient shared out over the {(node.Input.Shape.IsFlat ? "window" : "windows")}";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Layer.Kernel(writer, node.Identifier + "Gradient", node.Output, node.Input);
        writer.Line($"{kernel}.Backward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }
}
