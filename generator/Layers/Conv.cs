using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// Convolution: y[o, i, j] = b[o] + sum over c, u, v of w[o, c, u, v] * x[c, i * s + u * d - p, j * s + v * d - p].
// dx is a convolution of dy with filters turned round, a phase for each residue of the stride; dw[u, v] sums x * dy over pixels.
// Backward needs x; the output only where an activation was taken in.
internal static class ConvLayer
{
    private const int Same = -1;

    public static void Build(LayerContext layer)
    {
        int channels = layer.AtLeast("channels", 1), kernel = layer.AtLeast("kernel", 1), stride = layer.AtLeast("stride", 1);
        int padding = layer.AtLeast("padding", Same), dilation = layer.AtLeast("dilation", 1), groups = layer.AtLeast("groups", 1);
        Shape input = layer.Input;
        layer.Require(input.Channels % groups == 0, Descriptors.GroupsDoNotDivide, "groups", layer.Kind, $"{groups}", $"{input.Channels}", "input");
        layer.Require(channels % groups == 0, Descriptors.GroupsDoNotDivide, "groups", layer.Kind, $"{groups}", $"{channels}", "output");
        layer.Require(padding != Same || stride == 1, Descriptors.SameNeedsStrideOne, "stride", layer.Kind, $"{stride}");

        int total = dilation * (kernel - 1);
        Window window = padding == Same
            ? new Window(kernel, 1, total / 2, total - (total / 2), dilation)
            : new Window(kernel, stride, padding, padding, dilation);
        (int height, int width) = layer.Slide(new RectangularWindow(window));

        FilterBank bank = new(input.Channels, channels, kernel * kernel, groups, stride);
        string initializer = layer.WeightInitializer(fanIn: bank.Rows, fanOut: channels / groups * kernel * kernel);
        Parameter weight = layer.AddParameter(
            "weight", [channels, bank.InputsPerGroup, kernel, kernel],
            [1, bank.ChannelStride, kernel * bank.TapStride, bank.TapStride], (long)bank.Rows * bank.Lanes, initializer);
        Parameter? bias = layer.Bool("bias") ? layer.AddChannelParameter("bias", channels, 0) : null;
        layer.Add(new ConvOp(bank, weight, bias, window, layer.Builder.LargestTile), new Shape(channels, height, width));
    }
}

internal record ConvOp(FilterBank Bank, Parameter Weight, Parameter? Bias, Window Window, int LargestTile) : FilterOp(Bank, Weight, Bias)
{
    public override string Describe(Node node) =>
        $"{Window.Kernel}x{Window.Kernel} convolution{WindowText.Describe(Window)}{(Bank.Groups > 1 ? $", {Bank.Groups} groups" : "")}{Tail(node)}";

    /// <summary>Filters that stay in the second-level cache while strips of a normalised input, or the rows of a pooling window, pass.</summary>
    private const int CachedFilters = 128 * 1024;

    public override bool IsAffineByPixel => IsByPixel && Activation is null;

    private bool IsByPixel => Window is { Extent: 1, Stride: 1, PaddingBefore: 0, PaddingAfter: 0 } && Pool is null && !Adds;

    private bool TakesPreactivation => IsByPixel && Bank.Groups == 1 && Bank.ForwardWeights <= CachedFilters;

    protected override bool TakesPool => Bank.ForwardWeights <= CachedFilters && !GathersStatistics && !Bank.ExpandedGroups.Exist;

    public override Shape OutputShape(Node node)
    {
        Shape input = node.Input.Shape;
        return new Shape(Bank.Outputs, Window.OutputSize(input.Height), Window.OutputSize(input.Width));
    }

    public override RectangularWindow Reach(Node node) => new(Window);

    public override Border BorderOf(Node node, int index)
    {
        Shape input = node.Input.Shape;
        return index == 0 ? Window.Border(input, new Shape(Bank.Outputs, Window.OutputSize(input.Height), Window.OutputSize(input.Width))) : default;
    }

    public override Op? AbsorbPrevious(Op previous, Mode mode) =>
        mode == Mode.Predict && TakesPreactivation && previous.AsPreactivation is { } before ? new PreactivatedConvOp(this, before) : null;

    public override bool SkipsMost => Window.Stride > Window.Kernel;

    public override Border GradientBorder(Shape input, Shape output) => Window.TurnedBorder(input, output);

    public override int ExpansionSize(Map input) => Bank.ExpandedGroups.ScratchSize(input, Window);

    public override int TurnedExpansionSize(Map output, Map input) => Bank.TurnedExpandedGroups.TurnedScratchSize(output, input, Window);

    public override string ChosenKernel =>
        Bank.ExpandedGroups.Exist ? "expanded" : !Bank.HasNarrowGroups ? "direct" : Bank.InputsPerGroup == 1 ? "depthwise" : "grouped";

    public override Op ChooseKernel(Node node, Setting setting)
    {
        if (KernelCost.Fastest(Forward(node), setting) is not { } plan || !WinogradConvOp.Takes(Pool, plan))
            return this;
        if (Window.Stride > 1)
            return new DepthConvOp(this, Blocks, plan);
        WinogradPlan? far = KernelCost.FastestOfFar(Forward(node), setting, usual: plan);
        return new WinogradConvOp(this, plan) { Far = far is { } other && WinogradConvOp.Takes(Pool, other) ? far : null };
    }

    /// <summary>Where a stride leaves enough taps of blocks of pixels, minimal filtering of those; blocks of few channels are written first.</summary>
    public override IReadOnlyList<Node> ChooseNodes(Node node, Setting setting) =>
        !Blocks.IsWide && Pool is null && !Adds && KernelCost.Fastest(OfBlocks(node), setting) is { } plan
            ? DepthConvOp.Nodes(this, node, Blocks, plan)
            : base.ChooseNodes(node, setting);

    protected override Op WeightGradient(Node node) =>
        KernelCost.FastestGradient(Forward(node)) is { } plan ? new WinogradWeightGradientOp(this, plan) { Depth = Depth } : base.WeightGradient(node);

    protected override Op DataGradient(Node node) =>
        KernelCost.FastestTurned(Turned(node)) is { } plan ? new WinogradDataGradientOp(this, plan) { Depth = Depth } : base.DataGradient(node);

    private DepthWindow Blocks => new(Window, Bank.Inputs);

    private DepthWindow? Depth => Window.Stride == 1 ? null : Blocks;

    private KernelCost.Work? Forward(Node node)
    {
        if (Window.Stride > 1)
            return Blocks.IsWide ? OfBlocks(node) : null;
        Shape output = OutputShape(node);
        return AllowsMinimalFiltering ? new(Window.Kernel, LargestTile, Bank.Inputs, Bank.Outputs, output.Height, output.Width) : null;
    }

    private KernelCost.Work? OfBlocks(Node node)
    {
        Shape output = OutputShape(node);
        return AllowsMinimalFiltering ? KernelCost.OfBlocks(Blocks, LargestTile, Bank.Outputs, output.Height, output.Width) : null;
    }

    private KernelCost.Work? Turned(Node node)
    {
        Shape input = node.Input.Shape;
        if (!AllowsMinimalFiltering)
            return null;
        if (Window.Stride > 1)
            return KernelCost.OfTurnedBlocks(Blocks, LargestTile, Bank.Outputs, input.Height, input.Width);
        return Window.PaddingBefore < Window.Kernel ? new(Window.Kernel, LargestTile, Bank.Outputs, Bank.Inputs, input.Height, input.Width) : null;
    }

    private bool AllowsMinimalFiltering => Window.Dilation == 1 && Bank.Groups == 1;

    public override (string Factory, string Arguments) Factory(string inputMap, string outputMap) =>
        ("Of", $"{inputMap}, {outputMap}, {WindowText.Code(Window)}{(Bank.Groups > 1 ? $", groups: {Bank.Groups}" : "")}");
}
