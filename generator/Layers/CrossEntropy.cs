using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// loss = mean of -sum_k q_k log softmax(x)_k, q = (1 - smoothing) * onehot + smoothing / classes; dx = (softmax(x) - q) / samples.
internal static class CrossEntropyLayer
{
    public static void Build(LayerContext layer)
    {
        layer.Require(layer.Input.IsFlat, Descriptors.NeedsFlatInput, "", layer.Kind, layer.Input.ToString());
        Add(layer.Builder, layer.Chain, (float)layer.Within("labelSmoothing", 0, 1));
    }

    public static void Add(GraphBuilder builder, Chain chain, float smoothing) => builder.AddLoss(chain, new CrossEntropyOp(smoothing));
}

internal sealed record CrossEntropyOp(float Smoothing) : LossOp
{
    public override string TrainerClass => "ClassifierTrainer";

    public override string Describe(Node node) => $"softmax and cross entropy{(Smoothing > 0 ? $", labels smoothed by {LayerContext.Format(Smoothing)}" : "")}";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel("CrossEntropy", LossKernel(node), $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, smoothing: {Text.Literal(Smoothing)}{WeightArgument}");
        writer.Line($"{Assign} {kernel}.Run(samples, {StepWriter.At(node.Input)}, Labels, {StepWriter.At(node.Output)});");
    }
}
