using System.Collections.Generic;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// Transposed convolution: y[o, i * s + u * d - p, j * s + v * d - p] = b[o] + sum over c, u, v of w[c, o, u, v] * x[c, i, j].
// It is the data gradient of its mirror, the convolution from y to x by the same filters, so its gradients are the mirror's other two passes:
// dx = the mirror's convolution of dy; dw[u, v] sums dy * x over pixels, with the roles of input and output gradient exchanged; db = sum of dy.
// Backward needs x; the output only where an activation was taken in.
internal static class ConvTransposeLayer
{
    private const int Bilinear = 4;

    public static void Build(LayerContext layer)
    {
        int channels = layer.AtLeast("channels", 1), kernel = layer.AtLeast("kernel", 1), stride = layer.AtLeast("stride", 1);
        int padding = layer.AtLeast("padding", 0), dilation = layer.AtLeast("dilation", 1), groups = layer.AtLeast("groups", 1);
        int outputPadding = (int)layer.Within("outputPadding", 0, System.Math.Max(stride, dilation));
        Shape input = layer.Input;
        layer.Require(input.Channels % groups == 0, Descriptors.GroupsDoNotDivide, "groups", layer.Kind, $"{groups}", $"{input.Channels}", "input");
        layer.Require(channels % groups == 0, Descriptors.GroupsDoNotDivide, "groups", layer.Kind, $"{groups}", $"{channels}", "output");
        long total = (long)dilation * (kernel - 1);
        layer.RequireAddressable("the output before padding is cut off", channels, Uncut(input.Height), Uncut(input.Width));
        layer.RequireAddressable("the input with zeros around", input.Channels, input.Height + (2 * total / stride), input.Width + (2 * total / stride));
        Shape output = layer.Resized(channels, Uncut(input.Height) - (2L * padding), Uncut(input.Width) - (2L * padding), "padding", $"padding {padding}");

        FilterBank mirror = new(channels, input.Channels, kernel * kernel, groups, stride);
        Parameter weight = layer.AddParameter(
            "weight", [input.Channels, mirror.InputsPerGroup, kernel, kernel],
            [1, mirror.ChannelStride, kernel * mirror.TapStride, mirror.TapStride], (long)mirror.Rows * mirror.Lanes, Initializer());
        Parameter? bias = layer.Bool("bias") ? layer.AddChannelParameter("bias", channels, 0) : null;
        layer.Add(new ConvTransposeOp(mirror, weight, bias, new Window(kernel, stride, padding, padding, dilation), outputPadding), output);

        long Uncut(int side) => ((side - 1L) * stride) + total + outputPadding + 1;

        string Initializer()
        {
            if (layer.Optional("Init", 0) != Bilinear)
                return layer.WeightInitializer(fanIn: (long)channels / groups * kernel * kernel, fanOut: (long)input.Channels / groups * kernel * kernel);
            layer.Require(
                channels == input.Channels, Descriptors.InitMismatch, "Init", layer.Kind, "Bilinear",
                $"upsamples each channel to itself, but {input.Channels} channels become {channels}: give it {input.Channels} channels, or choose another");
            return $"Bilinear(kernel: {kernel}, channels: {channels / groups})";
        }
    }
}

/// <param name="Mirror">Filters of the convolution from the output to the input.</param>
/// <param name="Weight">Its weight, OIHW, which is the layer's: input channels first.</param>
/// <param name="Bias">A value for each output channel, or null.</param>
/// <param name="Window">The mirror's window.</param>
/// <param name="OutputPadding">Rows and columns added below and right.</param>
internal sealed record ConvTransposeOp(FilterBank Mirror, Parameter Weight, Parameter? Bias, Window Window, int OutputPadding) : Op
{
    private const string Turned = "Turned", PackedBias = "PackedBias", Scale = "Scale";

    public ActivationFunction? Activation { get; init; }

    public IFoldableNorm? Norm { get; init; }

    public string Groups => Mirror.Groups > 1 ? $", groups: {Mirror.Groups}" : "";

    public override bool ReadsSingleChannels => !Mirror.TurnedPanels[0].OfGroups;

    public override IEnumerable<Parameter> Parameters => Bias is null ? [Weight] : [Weight, Bias];

    public override (int Rows, int Columns) Rise => (Window.Stride, Window.Stride);

    public override RectangularWindow Reach(Node node) => new(new Window(((Window.Extent - 1) / Window.Stride) + 1));

    public override long MultiplyAdds(Node node) => (long)Mirror.Rows * Mirror.Outputs * node.Input.Shape.Pixels;

    public override double Cost(Node node) => KernelCost.Direct(Mirror.TurnedWeights, node.Input.Shape.Pixels);

    public override string Describe(Node node) =>
        $"{Window.Kernel}x{Window.Kernel} transposed convolution{WindowText.Describe(Window)}{(OutputPadding > 0 ? $", output padding {OutputPadding}" : "")}"
        + (Mirror.Groups > 1 ? $", {Mirror.Groups} groups" : "") + (Bias is null ? "" : ", bias")
        + (Norm is null ? "" : $", {Norm.Name} folded in") + (Activation is null ? "" : $", {Activation.Name}");

    public override Border BorderOf(Node node, int index) => Window.TurnedBorder(node.Output.Shape, node.Input.Shape);

    public override Op? Absorb(Op next, Mode mode) => Activation is null && next.AsActivation is { } function ? this with { Activation = function } : null;

    public override Op? Fold(IFoldableNorm norm) => Activation is null && Norm is null ? this with { Norm = norm } : null;

    public override IEnumerable<Value> Extras(Node node, Mode mode)
    {
        int lanes = Map.LanesOf(Mirror.Inputs);
        yield return node.NewExtra(Turned, mode == Mode.Train ? Storage.Scratch : Storage.Fixed, Mirror.BackwardSize);
        if (mode == Mode.Predict && (Bias is not null || Norm is not null))
            yield return node.NewExtra(PackedBias, Storage.Fixed, lanes);
        if (Norm is not null)
            yield return node.NewExtra(Scale, Storage.Fixed, lanes);
    }

    public override int ScratchPerThread(Node node) => Mirror.TurnedExpandedGroups.TurnedScratchSize(node.Input.Map, node.Output.Map, Window);

    public override void EmitPrepare(StepWriter writer, Node node)
    {
        Norm?.EmitFold(writer, node.Output.Shape, Bias is null ? "default" : StepWriter.Parameter(Bias), node.Extra(Scale), node.Extra(PackedBias));
        Pack(writer, node);
        if (Norm is null && Bias is not null)
            writer.Copy(Bias, node.Extra(PackedBias));
    }

    public override void Emit(StepWriter writer, Node node)
    {
        string bias = Bias is null ? "default" : StepWriter.Parameter(Bias);
        if (writer.Mode == Mode.Train)
            Pack(writer, node);
        else if (Bias is not null || Norm is not null)
            bias = StepWriter.At(node.Extra(PackedBias));
        writer.Line($"{Kernel(writer, node)}.Forward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Extra(Turned))}, {bias}, {StepWriter.At(node.Output)});");
    }

    public override void Backward(Differentiator d, Node node)
    {
        Value dOutput = ActivationGradientOp.Before(Activation, d, node, d.GradientOf(node.Output));
        ConvTransposeOp layer = Activation is null ? this with { Bias = d.EffectiveBias(node, Bias) } : this;
        d.Add(node.Label, new ConvTransposeWeightGradientOp(layer), [node.Input, dOutput]);
        d.Add(node.Label, new ConvTransposeDataGradientOp(this), [dOutput], d.NewGradient(node.Input));
    }

    private void Pack(StepWriter writer, Node node)
    {
        string scale = Norm is null ? "" : $", {StepWriter.At(node.Extra(Scale))}";
        writer.Line($"{Kernel(writer, node)}.Pack({StepWriter.Parameter(Weight)}, {StepWriter.At(node.Extra(Turned))}{scale});");
    }

    private string Kernel(StepWriter writer, Node node) => writer.Kernel(
        "TransposedConvolution", node.Identifier + "Forward",
        $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, {WindowText.Code(Window)}{Groups}"
        + (Activation is null ? "" : $", activation: {StepWriter.Kernels}Activation.{Activation.Code}"),
        "Of");
}

/// <summary>dW[k] = sum over pixels of dy[pixel + k] * x[pixel]: the mirror's, which reads x as its output's gradient. db = sum over pixels of dy.</summary>
internal sealed record ConvTransposeWeightGradientOp(ConvTransposeOp Layer) : Op
{
    private const string Scratch = "GradientScratch";

    public override string Describe(Node node) => Layer.Bias is null ? "gradient of the weights" : "gradient of weights and bias";

    public override Border BorderOf(Node node, int index) => index == 1 ? Layer.Window.Border(node.Inputs[1].Shape, node.Inputs[0].Shape) : default;

    public override IEnumerable<Value> Extras(Node node, Mode mode) =>
        Layer.Mirror.GathersGradient ? [node.NewExtra(Scratch, Storage.Scratch, Layer.Mirror.GradientSize)] : [];

    public override int ScratchPerThread(Node node) => Layer.Mirror.ExpandedGroups.ScratchSize(node.Inputs[1].Map, Layer.Window);

    public override void Emit(StepWriter writer, Node node)
    {
        (Value x, Value dy) = (node.Inputs[0], node.Inputs[1]);
        string kernel = writer.Kernel(
            "WeightGradient", node.Identifier + "WeightGradient",
            $"{StepWriter.Map(dy)}, {StepWriter.Map(x)}, {WindowText.Code(Layer.Window)}{Layer.Groups}", "Of");
        string scratch = Layer.Mirror.GathersGradient ? $", scratch: {StepWriter.At(node.Extra(Scratch))}" : "";
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(dy)}, {StepWriter.At(x)}, {StepWriter.Gradient(Layer.Weight)}{scratch});");
        if (Layer.Bias is null)
            return;
        string bias = writer.Kernel("BiasGradient", node.Identifier + "BiasGradient", StepWriter.Map(dy));
        writer.Line($"{bias}.Run(samples, {StepWriter.At(dy)}, {StepWriter.Gradient(Layer.Bias)});");
    }
}

/// <summary>dx = the mirror's convolution of dy.</summary>
internal sealed record ConvTransposeDataGradientOp(ConvTransposeOp Layer) : Op
{
    private const string Packed = "Packed";

    public override bool ReadsSingleChannels => !Layer.Mirror.ForwardPanels[0].OfGroups;

    public override string Describe(Node node) => "gradient of the input, by convolution";

    public override Border BorderOf(Node node, int index) => Layer.Window.Border(node.Input.Shape, node.Output.Shape);

    public override IEnumerable<Value> Extras(Node node, Mode mode) =>
        Layer.Mirror.NeedsPacking ? [node.NewExtra(Packed, Storage.Scratch, Layer.Mirror.ForwardSize)] : [];

    public override int ScratchPerThread(Node node) => Layer.Mirror.ExpandedGroups.ScratchSize(node.Input.Map, Layer.Window);

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel(
            "Convolution", node.Identifier + "DataGradient",
            $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, {WindowText.Code(Layer.Window)}{Layer.Groups}", "Of");
        string weights = StepWriter.Parameter(Layer.Weight);
        if (Layer.Mirror.NeedsPacking)
        {
            writer.Line($"{kernel}.Pack({weights}, {StepWriter.At(node.Extra(Packed))});");
            weights = StepWriter.At(node.Extra(Packed));
        }

        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {weights}, default, {StepWriter.At(node.Output)});");
    }
}
