using System.Collections.Generic;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y[i, j] = max over the window of x; dx at the window's winner += dy, the first of equals. Takes in an activation before it: f never decreases,
// so f(max x) = max f(x); winners are chosen by f(x), where different x may be equal. Training records each winner's place in its window, as a byte
// where bytes number the places and as a float where they do not, so x itself need not be kept.
internal static class MaxPoolLayer
{
    public static void Build(LayerContext layer)
    {
        RectangularWindow window = PoolWindow.Of(layer);
        bool ceilMode = layer.Bool("ceilMode");
        (int height, int width) = layer.Slide(window, ceilMode);
        layer.Chain.Pool = layer.Add(new MaxPoolOp(window, ceilMode), new Shape(layer.Input.Channels, height, width));
    }
}

internal sealed record MaxPoolOp(RectangularWindow Window, bool CeilMode) : Op
{
    private const string Role = "Winners";

    public ActivationFunction? Activation { get; init; }

    public override MaxPooling? AsMaxPooling =>
        Window is { FitsBytes: true, Places: > 1, Rows.Dilation: 1, Columns.Dilation: 1 } ? new MaxPooling(Window, CeilMode, Activation) : null;

    public override string Describe(Node node) =>
        $"{(Activation is null ? "" : $"{Activation.Name}, then ")}{WindowText.Size(Window)} max pooling{WindowText.Describe(Window)}{(CeilMode ? ", ceil mode" : "")}";

    public override RectangularWindow Reach(Node node) => Window;

    public override Op? AbsorbPrevious(Op previous, Mode mode) =>
        Activation is null && previous.AsActivation is { } function ? this with { Activation = function } : null;

    public override IEnumerable<Value> Extras(Node node, Mode mode) => RecordedHere(node, mode) ? [NewWinners(node, Window.FitsBytes)] : [];

    /// <summary>Whether a node with a max pooling must record winners for its own gradient; an unpooling's are an output.</summary>
    public static bool RecordedHere(Node node, Mode mode) => mode == Mode.Train && node.Outputs.Count == 1;

    /// <summary>Where a node with a max pooling records its winners; null if nobody asks for them.</summary>
    public static Value? Winners(Node node, Mode mode) =>
        node.Outputs.Count > 1 ? node.Outputs[1] : mode == Mode.Train ? node.Extra(Role) : null;

    /// <summary>C# of the argument for the winners, behind others; empty if nobody asks for them.</summary>
    public static string WinnersArgument(Node node, Mode mode) => Winners(node, mode) is { } winners ? $", {StepWriter.At(winners)}" : "";

    /// <summary>Room for the winners of a node with a max pooling.</summary>
    public static Value NewWinners(Node node, bool asBytes = true)
    {
        Shape shape = node.Output.Shape;
        int winners = shape.Pixels * Map.LanesOf(shape.Channels);
        return node.NewExtra(Role, Storage.Sample, asBytes ? winners / sizeof(float) : winners);
    }

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel(
            "MaxPool", node.Identifier + "Forward", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, {WindowText.Code(Window)}{StepWriter.Activation(Activation)}");
        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)}{WinnersArgument(node, writer.Mode)});");
    }

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new MaxPoolGradientOp(this), [node.Output, d.GradientOf(node.Output), Winners(node, Mode.Train)!], d.NewGradient(node.Input));
}

internal sealed record MaxPoolGradientOp(MaxPoolOp Layer) : Op
{
    public override string Describe(Node node) => $"gradient to the winners{(Layer.Activation is null ? "" : $", through the {Layer.Activation.Name}")}";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel(
            "MaxPoolGradient", node.Identifier + "Gradient",
            $"{StepWriter.Map(node.Inputs[0])}, {StepWriter.Map(node.Inputs[1])}, {StepWriter.Map(node.Output)}, {WindowText.Code(Layer.Window)}{StepWriter.Activation(Layer.Activation)}");
        writer.Line(
            $"{kernel}.Run(samples, {StepWriter.At(node.Inputs[0])}, {StepWriter.At(node.Inputs[1])}, {StepWriter.At(node.Inputs[2])}, {StepWriter.At(node.Output)});");
    }
}
