using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Layers;

// p_k = exp(x_k) / sum_j exp(x_j) over the channels of each pixel, at the end of prediction. Training leaves it out: the loss takes logits, in one pass with its softmax.
internal static class SoftmaxLayer
{
    public static void Build(LayerContext layer)
    {
        layer.Add(new SoftmaxOp(), layer.Input);
        layer.Chain.Ending = layer.Kind;
    }
}

internal sealed record SoftmaxOp : Op
{
    public override bool IsIdentity(Mode mode) => mode == Mode.Train;

    public override string Describe(Node node) => node.Input.Shape.IsFlat ? "softmax" : "softmax at each pixel";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel("Softmax", node.Identifier + "Forward", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}");
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }
}
