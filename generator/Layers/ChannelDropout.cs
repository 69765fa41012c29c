using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers;

// y = x * m / (1 - rate) with m drawn by seed, step, sample and channel: 0 or 1 for all pixels of a channel; dx = dy * m / (1 - rate), the mask
// drawn again. Identity in prediction.
internal static class ChannelDropoutLayer
{
    public static void Build(LayerContext layer) =>
        layer.Add(new ChannelDropoutOp((float)layer.Within("rate", 0, 1), layer.Builder.NextDropout()), layer.Input);
}

internal sealed record ChannelDropoutOp(float Rate, int Index) : Op
{
    public override bool IsIdentity(Mode mode) => mode == Mode.Predict || Rate == 0;

    public override string Describe(Node node) => $"dropout of channels, rate {LayerContext.Format(Rate)}";

    public override void Emit(StepWriter writer, Node node) => Emit(writer, node, "Forward");

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new ChannelDropoutGradientOp(this), [d.GradientOf(node.Output)], d.NewGradient(node.Input));

    public void Emit(StepWriter writer, Node node, string suffix)
    {
        string kernel = writer.Kernel(
            "ChannelDropout", node.Identifier + suffix, $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, rate: {Text.Literal(Rate)}, layer: {Index}");
        writer.Line($"{kernel}.Run(samples, Seed, RandomStep, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }
}

internal sealed record ChannelDropoutGradientOp(ChannelDropoutOp Layer) : Op
{
    public override string Describe(Node node) => "gradient under the same mask";

    public override void Emit(StepWriter writer, Node node) => Layer.Emit(writer, node, "Gradient");
}
