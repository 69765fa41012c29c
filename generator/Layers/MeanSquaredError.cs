using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// loss = mean over all elements of (y - t)^2; dy = 2 (y - t) / elements.
internal static class MeanSquaredErrorLayer
{
    public static void Build(LayerContext layer)
    {
        layer.Require(layer.Chain.Ending is null, Descriptors.LossMismatch, "", layer.Kind, "it compares values, but the network ends with Softmax: use CrossEntropy, or remove Softmax");
        layer.Builder.AddLoss(layer.Chain, new MeanSquaredErrorOp());
    }
}

internal sealed record MeanSquaredErrorOp : LossOp
{
    public override string TrainerClass => "RegressionTrainer";

    public override string Describe(Node node) => $"{WeightText}mean squared error";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel("MeanSquaredError", LossKernel(node), $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}{WeightArgument}");
        writer.Line($"{Assign} {kernel}.Run(samples, {StepWriter.At(node.Input)}, {AnswersCode("Targets")}, {StepWriter.At(node.Output)});");
    }
}
