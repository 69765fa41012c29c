using System.Collections.Generic;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>A 1x1 convolution with the norm and the activation before it, which it applies to some rows at a time.</summary>
internal sealed record PreactivatedConvOp : ConvOp
{
    private const string InputScale = "InputScale", InputShift = "InputShift";

    private readonly Preactivation _before;

    public PreactivatedConvOp(ConvOp direct, Preactivation before)
        : base(direct) => _before = before;

    public override bool ReadsSingleChannels => false;

    protected override bool TakesPool => false;

    public override string Describe(Node node) => $"{_before}, then {base.Describe(node)}";

    public override Op? AbsorbPrevious(Op previous, Mode mode) => null;

    public override Op? AbsorbSum(MapSum sum, Mode mode) => null;

    public override IEnumerable<Value> Extras(Node node, Mode mode)
    {
        int lanes = Map.LanesOf(node.Input.Shape.Channels);
        return [.. base.Extras(node, mode), node.NewExtra(InputScale, Storage.Fixed, lanes), node.NewExtra(InputShift, Storage.Fixed, lanes)];
    }

    public override int ScratchPerThread(Node node) =>
        PreactivatedStrip.Of(node.Input.Shape.Channels, node.Input.Shape.Height, node.Input.Shape.Width).Size;

    public override void EmitPrepare(StepWriter writer, Node node)
    {
        _before.Norm.EmitFold(writer, node.Input.Shape, "default", node.Extra(InputScale), node.Extra(InputShift));
        base.EmitPrepare(writer, node);
    }

    protected override void EmitRun(StepWriter writer, Node node, string kernel, string weights, string bias) => writer.Line(
        $"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Extra(InputScale))}, {StepWriter.At(node.Extra(InputShift))}, {weights}, {bias}, {StepWriter.At(node.Output)});");

    protected override string Kernel(StepWriter writer, Node node)
    {
        string before = _before.Activation is { } function ? $"{StepWriter.Kernels}Activation.{function.Code}" : "default";
        return writer.Kernel(
            "PreactivatedConvolution", node.Identifier + "Forward", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, before: {before}{ActivationArgument()}");
    }
}
