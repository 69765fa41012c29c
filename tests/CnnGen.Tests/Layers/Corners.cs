extern alias Compiler;

using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;
using CnnGen.Generator.Layers.Shared;
using Map = Compiler::CnnGen.Kernels.Map;
using RectangularWindow = Compiler::CnnGen.Kernels.RectangularWindow;
using Window = Compiler::CnnGen.Kernels.Window;

namespace CnnGen.Tests.Layers;

/// <summary>Corner cases of layers by name, and which of them a network holds: what random networks must be seen to reach.</summary>
internal static class Corners
{
    private static readonly (string Name, Func<Node, bool> Holds)[] Known =
    [
        ("convolution as large as its padded input", node => node.Op is ConvOp op && Spans(op.Window, node)),
        ("convolution larger than its input", node => node.Op is ConvOp op && op.Window.Extent > Largest(node)),
        ("convolution of windows that see nothing but padding", node => node.Op is ConvOp op && op.Window.PaddingBefore >= op.Window.Extent),
        ("convolution with a stride beyond its kernel", node => node.Op is ConvOp op && op.Window.Stride > op.Window.Extent),
        ("convolution whose last rows no window reaches", node => node.Op is ConvOp op && op.Window.BorderAfter(node.Input.Shape.Height, node.Output.Shape.Height) < op.Window.PaddingAfter && op.Window.Stride > 1),
        ("convolution, dilated", node => node.Op is ConvOp { Window: { Dilation: > 1, Kernel: > 1 } }),
        ("convolution, dilated with a stride", node => node.Op is ConvOp { Window: { Dilation: > 1, Kernel: > 1, Stride: > 1 } }),
        ("convolution, the same size by an even kernel", node => node.Op is ConvOp op && op.Window.PaddingBefore != op.Window.PaddingAfter),
        ("convolution in groups", node => node.Op is ConvOp op && op.Bank.Groups > 1 && op.Bank.InputsPerGroup > 1),
        ("convolution in groups that share a vector", node => node.Op is ConvOp { Bank: { HasNarrowGroups: true, InputsPerGroup: > 1 } }),
        ("convolution in groups that are expanded", node => node.Op is ConvOp { Bank.ExpandedGroups: { Exist: true, Inputs: > 1 } }),
        ("convolution in groups that are expanded turned round", node => node.Op is ConvOp { Bank.TurnedExpandedGroups: { Exist: true, Inputs: > 1 } }),
        ("convolution in groups that are expanded, with a stride", node => node.Op is ConvOp { Bank.ExpandedGroups.Exist: true, Window.Stride: > 1 }),
        ("convolution, depthwise", node => node.Op is ConvOp op && op.Bank.Groups > 1 && op.Bank.InputsPerGroup == 1 && op.Bank.Outputs == op.Bank.Inputs),
        ("convolution, depthwise with several outputs a channel", node => node.Op is ConvOp op && op.Bank.Groups > 1 && op.Bank.InputsPerGroup == 1 && op.Bank.Outputs > op.Bank.Inputs),
        ("convolution without bias", node => node.Op is ConvOp { Bias: null }),
        ("transposed convolution with gaps", node => node.Op is ConvTransposeOp op && op.Window.Stride > op.Window.Extent),
        ("transposed convolution, dilated", node => node.Op is ConvTransposeOp { Window: { Dilation: > 1, Kernel: > 1 } }),
        ("transposed convolution with output padding", node => node.Op is ConvTransposeOp { OutputPadding: > 0 }),
        ("transposed convolution with output padding from the stride on", node => node.Op is ConvTransposeOp op && op.OutputPadding >= op.Window.Stride),
        ("transposed convolution whose padding cuts the kernel off", node => node.Op is ConvTransposeOp op && op.Window.PaddingBefore >= op.Window.Extent),
        ("transposed convolution in groups", node => node.Op is ConvTransposeOp op && op.Mirror.Groups > 1 && op.Mirror.InputsPerGroup > 1),
        ("transposed convolution in groups that share a vector", node => node.Op is ConvTransposeOp { Mirror: { HasNarrowGroups: true, InputsPerGroup: > 1 } }),
        ("transposed convolution in groups that are expanded", node => node.Op is ConvTransposeOp { Mirror.TurnedExpandedGroups.Exist: true }),
        ("transposed convolution, depthwise", node => node.Op is ConvTransposeOp op && op.Mirror.Groups > 1 && op.Mirror.Inputs == op.Mirror.Outputs && op.Mirror.InputsPerGroup == 1),
        ("max pooling as large as its input", node => node.Op is MaxPoolOp op && Spans(op.Window, node)),
        ("max pooling of windows that overlap", node => node.Op is MaxPoolOp { Window.Overlaps: true }),
        ("max pooling with a stride beyond its kernel", node => node.Op is MaxPoolOp op && HasGaps(op.Window)),
        ("max pooling with padding", node => node.Op is MaxPoolOp op && Pads(op.Window)),
        ("max pooling of a row", node => node.Op is MaxPoolOp op && node.Input.Shape is { Height: 1, Width: > 1 } && op.Window.Columns.Kernel > 1),
        ("max pooling by windows longer than high", node => node.Op is MaxPoolOp op && op.Window.Columns.Kernel > op.Window.Rows.Kernel),
        ("max pooling by windows higher than long", node => node.Op is MaxPoolOp op && op.Window.Rows.Kernel > op.Window.Columns.Kernel),
        ("max pooling by rectangular windows that touch", node => node.Op is MaxPoolOp { Window: { IsSquare: false, Partitions: true, Places: > 1 } }),
        ("max pooling that overlaps along one side alone", node => node.Op is MaxPoolOp op && op.Window.Rows.Stride < op.Window.Rows.Kernel != op.Window.Columns.Stride < op.Window.Columns.Kernel),
        ("max pooling by windows of more places than bytes number", node => node.Op is MaxPoolOp { Window.FitsBytes: false }),
        ("max pooling with a window that ceil mode adds", node => node.Op is MaxPoolOp op && Adds(op.Window, op.CeilMode, node)),
        ("max pooling with a last window that ceil mode refuses", node => node.Op is MaxPoolOp op && Refuses(op.Window, op.CeilMode, node)),
        ("average pooling as large as its input", node => node.Op is AvgPoolOp { Factory: "" } op && Spans(op.Window, node)),
        ("average pooling of windows that overlap", node => node.Op is AvgPoolOp { Factory: "", Window.Overlaps: true }),
        ("average pooling with a stride beyond its kernel", node => node.Op is AvgPoolOp { Factory: "" } op && HasGaps(op.Window)),
        ("average pooling with padding that counts", node => node.Op is AvgPoolOp op && Pads(op.Window) && Counts(op)),
        ("average pooling with padding that does not count", node => node.Op is AvgPoolOp op && Pads(op.Window) && !Counts(op)),
        ("average pooling with a window that ceil mode adds", node => node.Op is AvgPoolOp { Factory: "" } op && Adds(op.Window, true, node)),
        ("average pooling by rectangular windows", node => node.Op is AvgPoolOp { Factory: "", Window.IsSquare: false }),
        ("unpooling of windows that overlap", node => node.Op is MaxUnpoolOp { Window.Overlaps: true }),
        ("unpooling with gaps", node => node.Op is MaxUnpoolOp op && HasGaps(op.Window)),
        ("unpooling with padding", node => node.Op is MaxUnpoolOp op && Pads(op.Window)),
        ("unpooling of rectangular windows that overlap", node => node.Op is MaxUnpoolOp { Window: { IsSquare: false, Overlaps: true } }),
        ("unpooling of rectangular windows that touch", node => node.Op is MaxUnpoolOp { Window: { IsSquare: false, Partitions: true, Places: > 1 } }),
        ("unpooling of windows of more places than bytes number", node => node.Op is MaxUnpoolOp { Window.FitsBytes: false }),
        ("linear layer over a map", node => node.Op is LinearOp && !node.Input.Shape.IsFlat),
        ("linear layer over channels", node => node.Op is LinearOp && node.Input.Shape.IsFlat),
        ("batch norm over the samples alone", node => node.Op is BatchNormOp && node.Input.Shape.IsFlat),
        ("norm of single channels", node => node.Op is GroupNormOp op && op.Groups == node.Input.Shape.Channels && op.Groups > 1),
        ("norm of groups", node => node.Op is GroupNormOp op && op.Groups > 1 && op.Groups < node.Input.Shape.Channels),
        ("norm of all channels", node => node.Op is GroupNormOp { Groups: 1 }),
        ("norm with a scale for each element", node => node.Op is GroupNormOp { PerElement: true }),
        ("norm without scale", node => node.Op is GroupNormOp { Gamma: null }),
        ("response norm over more than all channels", node => node.Op is LocalResponseNormOp op && op.Window.Size > 2 * op.Window.Channels),
        ("response norm over an even window", node => node.Op is LocalResponseNormOp op && op.Window.Size % 2 == 0),
        ("padding of unequal sides", node => node.Op is PadOp op && (op.Margins.Top != op.Margins.Bottom || op.Margins.Left != op.Margins.Right)),
        ("cropping to a row", node => node.Op is CropOp && node.Output.Shape.Height == 1 && node.Input.Shape.Height > 1),
        ("subsampling to a pixel", node => node.Op is SubsampleOp && node.Output.Shape.IsFlat && !node.Input.Shape.IsFlat),
        ("subsampling with channels appended within a vector", node => node.Op is SubsampleOp { Appended: 1 }),
        ("sum of a map and itself", node => node.Op is SumOp && node.Inputs.Distinct().Count() < node.Inputs.Count),
        ("sum of several maps", node => node.Op is SumOp { } && node.Inputs.Count > 2),
        ("channels of a map twice", node => node.Op is ConcatOp && node.Inputs.Distinct().Count() < node.Inputs.Count),
        ("channels of odd maps", node => node.Op is ConcatOp && node.Inputs.Any(input => input.Shape.Channels % Map.HalfVector != 0)),
        ("channels of whole vectors", node => node.Op is ConcatOp && node.Inputs.All(input => input.Shape.Channels % Map.HalfVector == 0)),
        ("dropout of nothing", node => node.Op is DropoutOp { Rate: 0 }),
        ("softmax of a map", node => node.Op is SoftmaxOp && !node.Input.Shape.IsFlat),
        ("labels ignored", node => node.Op is CrossEntropyOp { IgnoredLabel: not null }),
        ("classes weighted", node => node.Op is CrossEntropyOp { ClassWeights.Length: > 0 }),
    ];

    private static readonly Type[] Ops =
    [
        typeof(ConvOp), typeof(ConvTransposeOp), typeof(LinearOp), typeof(BatchNormOp), typeof(LocalResponseNormOp), typeof(SumOp), typeof(ActivationOp),
        typeof(SelfGatedOp), typeof(MaxPoolOp), typeof(MaxUnpoolOp), typeof(AvgPoolOp), typeof(GlobalMaxPoolOp), typeof(UpsampleOp), typeof(BedOfNailsOp), typeof(PadOp),
        typeof(CropOp), typeof(SubsampleOp), typeof(DropoutOp), typeof(CrossEntropyOp), typeof(MeanSquaredErrorOp),
    ];

    /// <summary>Every corner, and what shapes every op must have met.</summary>
    public static IEnumerable<string> All =>
        Known.Select(corner => corner.Name).Concat(Ops.SelectMany(op => LayerSweep.Widths.Select(channels => $"{op.Name} of {channels} channels").Append($"{op.Name} of one pixel")));

    /// <summary>What a network holds.</summary>
    public static IEnumerable<string> In(ModelSpec spec) => GraphBuilder.Build(spec).Graph.Nodes.SelectMany(In).Distinct();

    private static IEnumerable<string> In(Node node)
    {
        string name = node.Op.GetType().Name;
        Shape shape = node.Input.Shape;
        yield return $"{name} of {shape.Channels} channels";
        if (shape.IsFlat)
            yield return $"{name} of one pixel";
        foreach ((string corner, Func<Node, bool> holds) in Known)
        {
            if (holds(node))
                yield return corner;
        }
    }

    private static int Largest(Node node) => Math.Max(node.Input.Shape.Height, node.Input.Shape.Width);

    private static bool Spans(Window window, Node node) => Spans(window, node.Input.Shape.Height);

    private static bool Spans(RectangularWindow window, Node node) => Spans(window.Rows, node.Input.Shape.Height) && Spans(window.Columns, node.Input.Shape.Width);

    private static bool Spans(Window window, int size) => window.Extent > 1 && window.Extent == size + window.PaddingBefore + window.PaddingAfter;

    private static bool HasGaps(RectangularWindow window) => window.Rows.Stride > window.Rows.Kernel && window.Columns.Stride > window.Columns.Kernel;

    private static bool Pads(RectangularWindow window) => window.Rows.PaddingBefore > 0 && window.Columns.PaddingBefore > 0;

    private static bool Adds(RectangularWindow window, bool ceilMode, Node node) =>
        ceilMode && node.Output.Shape.Height > window.Rows.OutputSize(node.Input.Shape.Height) && node.Output.Shape.Width > window.Columns.OutputSize(node.Input.Shape.Width);

    /// <summary>A window that would begin in the padding behind the map.</summary>
    private static bool Refuses(RectangularWindow window, bool ceilMode, Node node)
    {
        Window rows = window.Rows;
        int span = node.Input.Shape.Height + rows.PaddingBefore + rows.PaddingAfter - rows.Extent;
        return ceilMode && span % rows.Stride != 0 && node.Output.Shape.Height == rows.OutputSize(node.Input.Shape.Height);
    }

    private static bool Counts(AvgPoolOp op) => !op.Arguments.Contains("countIncludesPadding: false", StringComparison.Ordinal);
}
