using System.Collections.Generic;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>y = x * mask / (1 - rate), the mask drawn for each element or for whole channels, and drawn again for the gradient.</summary>
internal sealed record DropoutOp(float Rate, int Index, bool WholeChannels) : Op
{
    public override bool IsIdentity(Mode mode) => mode == Mode.Predict || Rate == 0;

    public override string Describe(Node node) => WholeChannels ? $"dropout of channels, rate {LayerContext.Format(Rate)}" : $"dropout of {LayerContext.Format(Rate)}";

    public override IEnumerable<int> Overwritable(Node node) => [0];

    public override void Emit(StepWriter writer, Node node) => Emit(writer, node, "Forward");

    public override void Backward(Differentiator d, Node node) =>
        d.Add(node.Label, new DropoutGradientOp(this), [d.GradientOf(node.Output)], d.NewGradient(node.Input));

    public void Emit(StepWriter writer, Node node, string suffix)
    {
        string kernel = writer.Kernel(
            "Dropout", node.Identifier + suffix, $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, rate: {Text.Literal(Rate)}, layer: {Index}{(WholeChannels ? ", wholeChannels: true" : "")}");
        writer.Line($"{kernel}.Run(samples, Seed, RandomStep, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }
}

internal sealed record DropoutGradientOp(DropoutOp Layer) : Op
{
    public override string Describe(Node node) => "gradient under the same mask";

    public override IEnumerable<int> Overwritable(Node node) => [0];

    public override void Emit(StepWriter writer, Node node) => Layer.Emit(writer, node, "Gradient");
}
