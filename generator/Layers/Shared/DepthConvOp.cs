using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>
/// A strided convolution by minimal filtering of blocks of pixels, each of which is one pixel of many channels to it: of blocks that another node has
/// written, or where pixels have channels enough of the map itself.
/// </summary>
internal sealed record DepthConvOp : WinogradConvOp
{
    private readonly DepthWindow _window;
    private readonly Value? _source;

    /// <param name="direct">The convolution.</param>
    /// <param name="window">Its window.</param>
    /// <param name="plan">Tiles of the blocks.</param>
    /// <param name="source">The map, if blocks are read in its stead.</param>
    public DepthConvOp(ConvOp direct, DepthWindow window, WinogradPlan plan, Value? source = null)
        : base(direct, plan) => (_window, _source) = (window, source);

    /// <summary>The nodes of a convolution: one that writes the blocks, and itself.</summary>
    public static IReadOnlyList<Node> Nodes(ConvOp direct, Node node, DepthWindow window, WinogradPlan plan)
    {
        Shape shape = new(window.BlockChannels, (plan.TileRows * plan.Tile) + plan.Kernel - 1, (plan.TileColumns * plan.Tile) + plan.Kernel - 1);
        Value blocks = new(node.Identifier + "Blocks", shape, Storage.Map);
        return
        [
            new Node(node.Label, new SpaceToDepthOp(window), [node.Input], [blocks]),
            new Node(node.Label, new DepthConvOp(direct, window, plan, node.Input), [blocks], [.. node.Outputs]),
        ];
    }

    public override string Describe(Node node) => base.Describe(node) + WinogradText.Phases(_window);

    public override Shape OutputShape(Node node) => _source is null ? base.OutputShape(node) : node.Output.Shape;

    public override Border BorderOf(Node node, int index) =>
        index == 0 && _source is null ? WinogradText.Border(Plan, _window, node.Input.Shape) : default;

    public override double Cost(Node node) => KernelCost.Minimal(Plan, _window);

    protected override int PackedSize => base.PackedSize + _window.FilterSize(Bank.Outputs);

    protected override string KernelArguments => WinogradText.Argument(_window);

    protected override int KernelPadding => _window.BlockPadding;

    /// <summary>The input's gradient needs no blocks: it is that of the pixels.</summary>
    public override void Backward(Differentiator d, Node node)
    {
        if (_source is null)
        {
            base.Backward(d, node);
            return;
        }

        Value dOutput = ActivationGradientOp.Before(Activation, d, node, d.GradientOf(node.Output));
        ConvOp layer = Activation is null ? this with { Bias = d.EffectiveBias(node, Bias) } : this;
        d.Add(node.Label, new WinogradWeightGradientOp(layer, Plan) { Depth = _window }, [node.Input, dOutput]);
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
