using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// Linear layer: y = w x + b over the input flattened in NCHW order. dx = w^T dy, dw = dy x^T, db = dy, summed over samples.
internal static class LinearLayer
{
    public static void Build(LayerContext layer)
    {
        int features = layer.AtLeast("features", 1);
        Shape input = layer.Input;
        FilterBank bank = new(input.Channels, features, input.Pixels, ChannelMajor: true);
        string initializer = layer.WeightInitializer(fanIn: input.Count, fanOut: features);
        Parameter weight = layer.AddParameter("weight", [features, (int)input.Count], [1, bank.Lanes], input.Count * bank.Lanes, initializer);
        Parameter? bias = layer.Bool("bias") ? layer.AddChannelParameter("bias", features, 0) : null;
        layer.Add(new LinearOp(bank, weight, bias, layer.Builder.HalfLinear), new Shape(features, 1, 1));
    }
}

internal record LinearOp(FilterBank Bank, Parameter Weight, Parameter? Bias, bool IsHalf) : FilterOp(Bank, Weight, Bias)
{
    public override RectangularWindow Reach(Node node) => new(new Window(node.Input.Shape.Height), new Window(node.Input.Shape.Width));

    public override string Describe(Node node) => $"linear{(Bank.Taps > 1 ? " of the flattened map" : "")}{Tail(node)}";

    public override (string Factory, string Arguments) Factory(string inputMap, string outputMap) => ("Linear", $"{inputMap}, {outputMap}");

    public override Op ChooseKernel(Node node, Setting setting) => IsHalf && setting.Mode == Mode.Predict ? new HalfLinearOp(this) : this;
}

/// <summary>A linear layer of a predictor that keeps its weights as bfloat16.</summary>
internal sealed record HalfLinearOp : LinearOp
{
    public HalfLinearOp(LinearOp single)
        : base(single)
    {
    }

    public override string ChosenKernel => "bfloat16";

    protected override int PackedSize => Bank.Size / 2;

    public override double Cost(Node node) => KernelCost.Direct(PackedSize, OutputShape(node).Pixels);

    public override Op ChooseKernel(Node node, Setting setting) => this;

    public override string Describe(Node node) => base.Describe(node) + ", weights in bfloat16";

    protected override string Kernel(StepWriter writer, Node node) => writer.Kernel(
        "HalfLinear", node.Identifier + "Forward", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}{ActivationArgument()}{Addition.Layout(node, Adds)}");
}
