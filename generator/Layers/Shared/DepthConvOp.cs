using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>A strided convolution by minimal filtering of blocks of pixels, each of which is one pixel of many channels to it.</summary>
internal sealed record DepthConvOp : WinogradConvOp
{
    private readonly DepthWindow _window;
    private readonly Value _source;

    private DepthConvOp(ConvOp direct, Value source, DepthWindow window, WinogradPlan plan)
        : base(direct, plan) => (_source, _window) = (source, window);

    /// <summary>The nodes of a convolution: one that writes the blocks, and itself.</summary>
    public static IReadOnlyList<Node> Nodes(ConvOp direct, Node node, DepthWindow window, WinogradPlan plan)
    {
        Shape shape = new(window.BlockChannels, (plan.TileRows * plan.Tile) + plan.Kernel - 1, (plan.TileColumns * plan.Tile) + plan.Kernel - 1);
        Value blocks = new(node.Identifier + "Blocks", shape, Storage.Map);
        return
        [
            new Node(node.Label, new SpaceToDepthOp(window), [node.Input], [blocks]),
            new Node(node.Label, new DepthConvOp(direct, node.Input, window, plan), [blocks], [.. node.Outputs]),
        ];
    }

    public override Shape OutputShape(Node node) => node.Output.Shape;

    public override Border BorderOf(Node node, int index) => default;

    protected override int PackedSize => base.PackedSize + _window.FilterSize(Bank.Outputs);

    protected override string KernelArguments => $", depth: {Code(_window)}";

    protected override int KernelPadding => 0;

    /// <summary>The input's gradient needs no blocks: it is that of the pixels.</summary>
    public override void Backward(Differentiator d, Node node)
    {
        Value dOutput = ActivationGradientOp.Before(Activation, d, node, d.GradientOf(node.Output));
        d.Add(node.Label, new WinogradWeightGradientOp(this, Plan) { Depth = _window }, [node.Input, dOutput]);
        d.Add(node.Label, new DataGradientOp(this), [dOutput], d.NewGradient(_source));
    }

    /// <summary>C# of a window.</summary>
    public static string Code(DepthWindow window) => $"new({WindowText.Code(window.Window)}, Channels: {window.Channels})";
}

/// <summary>Blocks of pixels as pixels of as many channels, for a convolution that knows the way back itself.</summary>
internal sealed record SpaceToDepthOp(DepthWindow Window) : Op
{
    public override bool ReadsSingleChannels => true;

    public override string Describe(Node node) => $"blocks of {Window.Block}x{Window.Block} pixels as one of {Window.BlockChannels} channels";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel("SpaceToDepth", node.Identifier + "SpaceToDepth", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, {DepthConvOp.Code(Window)}");
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }
}
