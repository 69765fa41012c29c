using System;
using System.Collections.Generic;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>A convolution by minimal filtering. Training transforms the filters once a step, prediction once.</summary>
internal record WinogradConvOp : ConvOp
{
    public WinogradConvOp(ConvOp direct, WinogradPlan plan)
        : base(direct) => Plan = plan;

    public WinogradPlan Plan { get; }

    /// <summary>What takes the plan's place where memory is far; null if nothing does.</summary>
    public WinogradPlan? Far { get; init; }

    /// <summary>Whether tiles can take in a pooling: its windows divide them.</summary>
    public static bool Takes(MaxPooling? pool, WinogradPlan plan) => pool is null || (pool.Side == 2 && plan.TileHeight % 2 == 0);

    public override bool ReadsSingleChannels => false;

    protected override int PackedSize => Math.Max(Plan.Piecewise ? Bank.Size : Plan.FilterSize, Far?.FilterSize ?? 0);

    protected override bool NeedsPacking => !Plan.Piecewise;

    public override string Describe(Node node) =>
        base.Describe(node) + $", by {WinogradText.Name(Plan)}{(Far is { } far ? $" or, where memory is far, {WinogradText.Name(far)}" : "")}";

    public override string ChosenKernel => $"Winograd {Plan.TileHeight}x{Plan.Tile}";

    public override Op ChooseKernel(Node node, Setting setting) => this;

    /// <summary>Zero rows and columns that the first window of the kernel covers.</summary>
    protected virtual int KernelPadding => Window.PaddingBefore;

    /// <summary>More arguments of the kernel, as C#.</summary>
    protected virtual string KernelArguments => "";

    public override Border BorderOf(Node node, int index) => index == 0
        ? WinogradText.Border(Plan, Window.PaddingBefore, node.Input.Shape).Union(WinogradText.Border(Far ?? Plan, Window.PaddingBefore, node.Input.Shape))
        : default;

    public override int ScratchPerThread(Node node) => Math.Max(Plan.ScratchSize, Far?.ScratchSize ?? 0);

    public override double Cost(Node node) => KernelCost.Minimal(Plan);

    protected override void EmitRun(StepWriter writer, Node node, string kernel, string weights, string bias)
    {
        string statistics = GathersStatistics ? $", statistics: {StepWriter.At(node.Outputs[1])}" : "";
        string winners = Pool is not null && MaxPoolOp.Winners(node, writer.Mode) is { } value ? $", winners: {StepWriter.At(value)}" : "";
        writer.Line(
            $"{kernel}.Run(samples, {StepWriter.At(node.Input)}, {weights}, {bias}, {StepWriter.At(node.Output)}{statistics}{winners}{Addition.Value(node, Adds)});");
    }

    protected override string Kernel(StepWriter writer, Node node) => writer.Kernel(
        "WinogradConvolution",
        node.Identifier + "Forward",
        $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, {WinogradText.Code(Plan)}, padding: {KernelPadding}{ActivationArgument()}{(Pool is null ? "" : ", pooled: true")}{Addition.Layout(node, Adds)}{KernelArguments}{(Far is { } far ? $", far: {WinogradText.Code(far)}" : "")}",
        "Of");
}

/// <summary>dx = dy convolved with the turned filters, by minimal filtering, plus what another reader of x has left of its gradient.</summary>
internal sealed record WinogradDataGradientOp(ConvOp Layer, WinogradPlan Plan) : Op
{
    private const string Turned = "Turned";

    /// <summary>Whether a second input is added.</summary>
    public bool Adds { get; init; }

    /// <summary>The window of a layer with a stride.</summary>
    public DepthWindow? Depth { get; init; }

    private int Padding => Plan.Kernel - 1 - (Depth?.BlocksBefore ?? Layer.Window.PaddingBefore);

    private int FiltersSize => Plan.FilterSize + (Depth?.FilterSize(Plan.Inputs) ?? 0);

    public override string Describe(Node node) =>
        $"gradient of the input, by turned filters and {WinogradText.Name(Plan)}{WinogradText.Phases(Depth)}{Addition.Describe(node, Adds)}";

    public override Border BorderOf(Node node, int index) => index == 0 ? WinogradText.Border(Plan, Padding, node.Input.Shape) : default;

    public override Op? AbsorbSum(MapSum sum, Mode mode) => !Adds && sum.Activation is null ? this with { Adds = true } : null;

    public override IEnumerable<int> Overwritable(Node node) => Addition.Overwritable(node, Adds);

    public override IEnumerable<Value> Extras(Node node, Mode mode) => Plan.Piecewise ? [] : [node.NewExtra(Turned, Storage.Scratch, FiltersSize)];

    public override int ScratchPerThread(Node node) => Plan.ScratchSize;

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel(
            "WinogradConvolution",
            node.Identifier + "DataGradient",
            $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, {WinogradText.Code(Plan)}, padding: {Padding}{Addition.Layout(node, Adds)}{WinogradText.Argument(Depth)}",
            "Turned");
        string filters = StepWriter.Parameter(Layer.Weight);
        if (!Plan.Piecewise)
        {
            writer.Line($"{kernel}.Pack({filters}, {StepWriter.At(node.Extra(Turned))});");
            filters = StepWriter.At(node.Extra(Turned));
        }

        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Input)}, {filters}, default, {StepWriter.At(node.Output)}{Addition.Value(node, Adds)});");
    }
}

/// <summary>dW by minimal filtering; db = sum over pixels of dy.</summary>
internal sealed record WinogradWeightGradientOp(ConvOp Layer, WinogradPlan Plan) : Op
{
    private const string Sums = "GradientSums";

    /// <summary>The strided window of the layer, if its input is blocks of pixels.</summary>
    public DepthWindow? Depth { get; init; }

    private int Padding => Depth?.BlockPadding ?? Layer.Window.PaddingBefore;

    private int SumsSize => Plan.GradientSumsSize + (Depth?.FilterSize(Plan.Outputs) ?? 0);

    public override string Describe(Node node) => $"gradient of {(Layer.Bias is null ? "the weights" : "weights and bias")}, by {WinogradText.Name(Plan)}{WinogradText.Phases(Depth)}";

    public override Border BorderOf(Node node, int index) => index == 0
        ? Depth is { IsWide: true } window ? WinogradText.Border(Plan, window, node.Inputs[0].Shape) : WinogradText.Border(Plan, Padding, node.Inputs[0].Shape)
        : new Border(0, (Plan.TileRows * Plan.Tile) - Plan.Height, (Plan.TileColumns * Plan.Tile) - Plan.Width);

    public override IEnumerable<Value> Extras(Node node, Mode mode) =>
        SumsSize == 0 ? [] : [node.NewExtra(Sums, Storage.Scratch, SumsSize)];

    public override int ScratchPerThread(Node node) => Plan.GradientScratchSize;

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel(
            "WinogradWeightGradient",
            node.Identifier + "WeightGradient",
            $"{StepWriter.Map(node.Inputs[0])}, {StepWriter.Map(node.Inputs[1])}, {WinogradText.Code(Plan)}, padding: {Padding}{WinogradText.Argument(Depth)}",
            "Of");
        string sums = SumsSize == 0 ? "default" : StepWriter.At(node.Extra(Sums));
        string gradients = StepWriter.Gradient(Layer.Weight) + (Layer.Bias is null ? "" : $", {StepWriter.Gradient(Layer.Bias)}");
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Inputs[0])}, {StepWriter.At(node.Inputs[1])}, {sums}, {gradients});");
    }
}

/// <summary>Plans of minimal filtering as English, as C# and as borders.</summary>
internal static class WinogradText
{
    public static string Name(WinogradPlan plan) => plan.AlongRows ? $"Winograd F({plan.Tile}, {plan.Kernel}) along rows" : $"Winograd F({plan.Tile}x{plan.Tile}, {plan.Kernel}x{plan.Kernel}){(plan.Piecewise ? " piece by piece" : "")}";

    public static string Code(WinogradPlan plan) => $"new({plan.Inputs}, {plan.Outputs}, {plan.Height}, {plan.Width}, Tile: {plan.Tile}, Samples: {plan.Samples}{(plan.Piecewise ? ", Piecewise: true" : "")}{(plan.Kernel == 3 ? "" : $", Kernel: {plan.Kernel}")}{(plan.AlongRows ? ", AlongRows: true" : "")})";

    /// <summary>A strided window as an argument, if there is one.</summary>
    public static string Argument(DepthWindow? depth) => depth is { } window ? $", depth: {DepthConvOp.Code(window)}" : "";

    /// <summary>Its phases, where the map's own pixels are read or written.</summary>
    public static string Phases(DepthWindow? depth) => depth is { IsWide: true } window ? $" of {window.Block}x{window.Block} phases" : "";

    /// <summary>The zeros that tiles of a map's blocks reach into.</summary>
    public static Border Border(WinogradPlan plan, DepthWindow window, Shape input)
    {
        int before = window.BlocksBefore * window.Block;
        int rows = ((plan.TileRows * plan.Tile) + plan.Kernel - 1) * window.Block, columns = ((plan.TileColumns * plan.Tile) + plan.Kernel - 1) * window.Block;
        return new Border(before, Math.Max(0, rows - before - input.Height), Math.Max(before, columns - before - input.Width));
    }

    /// <summary>The zeros that the tiles of a map's convolution reach into.</summary>
    public static Border Border(WinogradPlan plan, int padding, Shape input)
    {
        int rows = (plan.TileRows * plan.TileHeight) + plan.Kernel - 1, columns = (plan.TileColumns * plan.Tile) + plan.Kernel - 1;
        return new Border(padding, Math.Max(0, rows - padding - input.Height), Math.Max(padding, columns - padding - input.Width));
    }
}
