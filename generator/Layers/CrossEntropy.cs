using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// q_k = (1 - smoothing) * w_y * [k = y] + smoothing / classes * w_k, where y is the label of a pixel and w are the weights of the classes;
// loss = 1 / W * sum of -sum_k q_k log softmax(x)_k, W = sum of w_y, both over the pixels whose label is not ignored; 0 where W is.
// dx_k = (softmax(x)_k * sum_j q_j - q_k) / W; 0 at ignored pixels. A flat output is a map of one pixel.
internal static class CrossEntropyLayer
{
    public static void Build(LayerContext layer)
    {
        layer.Require(layer.Input.IsFlat, Descriptors.NeedsFlatInput, "", layer.Kind, layer.Input.ToString());
        layer.Builder.AddLoss(layer.Chain, Read(layer));
    }

    public static void AddDefault(GraphBuilder builder, Chain chain) => builder.AddLoss(chain, new CrossEntropyOp(Smoothing: 0));

    public static CrossEntropyOp Read(LayerContext layer)
    {
        const string Weights = "Weights";
        float[] weights = [.. layer.OptionalNumbers(Weights).Select(value => (float)value)];
        int classes = layer.Input.Channels;
        layer.Require(
            weights.Length == 0 || weights.Length == classes, Descriptors.LossMismatch, Weights,
            layer.Kind, $"{Weights} has {weights.Length} values, but the output {layer.Input} has {classes} classes: give one value for each");
        foreach (float weight in weights)
            layer.Require(weight is >= 0 and < float.PositiveInfinity, Descriptors.OutOfRange, Weights, layer.Kind, Weights, LayerContext.Format(weight), "from 0 on");
        layer.Require(weights.Length == 0 || weights.Any(weight => weight > 0), Descriptors.OutOfRange, Weights, layer.Kind, $"the largest of {Weights}", "0", "above 0");
        return new CrossEntropyOp((float)layer.Within("labelSmoothing", 0, 1), layer.Int("ignore")) { ClassWeights = weights };
    }
}

internal sealed record CrossEntropyOp(float Smoothing, int Ignored = CrossEntropyOp.Unlabelled) : LossOp
{
    /// <summary>The label that does not count unless the declaration names another: PyTorch's.</summary>
    public const int Unlabelled = -100;

    /// <summary>Weight of each class, or empty for 1.</summary>
    public float[] ClassWeights { get; init; } = [];

    public override string TrainerClass => "ClassifierTrainer";

    public override int? IgnoredLabel => Ignored == Unlabelled ? null : Ignored;

    public override string Describe(Node node) =>
        $"{WeightText}softmax and cross entropy{(node.Input.Shape.IsFlat ? "" : " at each pixel")}"
        + (Smoothing > 0 ? $", labels smoothed by {LayerContext.Format(Smoothing)}" : "")
        + (IgnoredLabel is null ? "" : $", label {Ignored} ignored")
        + (ClassWeights.Length == 0 ? "" : ", classes weighted");

    public override void Emit(StepWriter writer, Node node)
    {
        string ignored = IgnoredLabel is null ? "" : $", ignored: {Ignored}";
        string weights = ClassWeights.Length == 0 ? "" : $", classWeights: new[] {{ {string.Join(", ", ClassWeights.Select(Text.Literal))} }}";
        string kernel = writer.Kernel(
            "CrossEntropy", LossKernel(node), $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, smoothing: {Text.Literal(Smoothing)}{ignored}{weights}{WeightArgument}");
        writer.Line($"{Assign} {kernel}.Run(samples, {StepWriter.At(node.Input)}, {AnswersCode("Labels")}, {StepWriter.At(node.Output)});");
    }
}
