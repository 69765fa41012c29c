using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// xhat = (x - mean) / sqrt(variance + epsilon), y = gamma * xhat + beta; by channel, over batch and pixels (Ioffe and Szegedy 2015).
// d = gradient of y: dBeta = sum d, dGamma = sum d * xhat, dx = gamma / sqrt(variance + epsilon) * (d - dBeta / n - xhat * dGamma / n).
// Backward needs x alone; xhat and y are computed again. Takes in an activation, and a max pooling whose windows overlap little or the map of a shortcut.
internal static class BatchNormLayer
{
    public static void Build(LayerContext layer)
    {
        float momentum = (float)layer.Number("momentum"), epsilon = (float)layer.Number("epsilon");
        layer.Require(momentum is >= 0 and <= 1, Descriptors.OutOfRange, "momentum", layer.Kind, "momentum", LayerContext.Format(layer.Number("momentum")), "from 0 to 1");
        layer.Require(epsilon > 0, Descriptors.OutOfRange, "epsilon", layer.Kind, "epsilon", LayerContext.Format(layer.Number("epsilon")), "above 0");
        int channels = layer.Input.Channels;
        layer.Add(
            new BatchNormOp(
                layer.AddChannelParameter("weight", channels, 1),
                layer.AddChannelParameter("bias", channels, 0),
                layer.AddChannelParameter("running_mean", channels, 0, trainable: false),
                layer.AddChannelParameter("running_var", channels, 1, trainable: false),
                epsilon,
                momentum),
            layer.Input);
    }
}

internal sealed record BatchNormOp(Parameter Gamma, Parameter Beta, Parameter RunningMean, Parameter RunningVariance, float Epsilon, float Momentum)
    : Op, IFoldableNorm
{
    private const string Mean = "Mean", Variance = "Variance", InverseDeviation = "InverseDeviation";
    private const string GammaCopy = "Gamma", BetaCopy = "Beta";

    public ActivationFunction? Activation { get; init; }

    /// <summary>The window of the max pooling that follows, with the activation between; null for none.</summary>
    public RectangularWindow? Pool { get; init; }

    /// <summary>Whether another map, the last input, is added before the activation.</summary>
    public bool Adds { get; init; }

    public string Name => "batch norm";

    private string Pooled => Pool is null ? "" : "Pooled";

    private string Options => (Pool is { } window ? $", {WindowText.Code(window)}" : "") + StepWriter.Activation(Activation);

    public override IEnumerable<Parameter> Parameters => [Gamma, Beta, RunningMean, RunningVariance];

    public override IFoldableNorm? AsFoldableNorm => Activation is null && Pool is null && !Adds ? this : null;

    public override Preactivation? AsPreactivation => Pool is null && !Adds ? new(this, Activation) : null;

    public override string Describe(Node node) =>
        $"batch norm{Addition.Describe(node, Adds)}{(Activation is null ? "" : $", {Activation.Name}")}{(Pool is { } window ? $", {WindowText.Size(window)} max pooling{WindowText.Describe(window)}" : "")}";

    public override bool NeedsSeveralSamples(Node node) => node.Input.Shape.IsFlat;

    public override bool HasState => true;

    public override bool CentersChannels(Node node) => true;

    public override Op? Absorb(Op next, Mode mode)
    {
        if (Pool is not null || Adds)
            return null;
        if (next.AsMaxPooling is { OverlapsLittle: true } pool && (Activation is null || pool.Activation is null))
            return this with { Activation = Activation ?? pool.Activation, Pool = pool.Window };
        return Activation is null && next.AsActivation is { } function ? this with { Activation = function } : null;
    }

    public override Op? AbsorbSum(MapSum sum, Mode mode) =>
        Activation is null && Pool is null && !Adds ? this with { Adds = true, Activation = sum.Activation } : null;

    public override IEnumerable<int> Overwritable(Node node) => Pool is null ? [.. Addition.Overwritable(node, Adds), 0] : [];

    public override Value? PartialStatistics(Node node, Mode mode) =>
        mode == Mode.Train ? node.NewExtra("Partials", Storage.Sample, 2 * Map.LanesOf(node.Input.Shape.Channels)) : null;

    public override Op StatisticsOp() => new BatchStatisticsOp(this);

    public override IEnumerable<Value> Extras(Node node, Mode mode)
    {
        int lanes = Map.LanesOf(node.Input.Shape.Channels);
        string[] roles = mode == Mode.Train ? [Mean, Variance, InverseDeviation] : [Mean, InverseDeviation, GammaCopy, BetaCopy];
        foreach (string role in roles)
            yield return node.NewExtra(role, Storage.Fixed, lanes);
        if (Pool is not null && MaxPoolOp.RecordedHere(node, mode))
            yield return MaxPoolOp.NewWinners(node);
    }

    public string Statistics(StepWriter writer, Node node, Value map) => writer.Kernel(
        "BatchNormalization", node.Identifier + "Statistics", $"{StepWriter.Map(map)}, epsilon: {Text.Literal(Epsilon)}, momentum: {Text.Literal(Momentum)}");

    public override void EmitPrepare(StepWriter writer, Node node)
    {
        writer.Copy(RunningMean, node.Extra(Mean));
        writer.Copy(Gamma, node.Extra(GammaCopy));
        writer.Copy(Beta, node.Extra(BetaCopy));
        writer.Line($"{Statistics(writer, node, node.Input)}.PrepareRunning({StepWriter.Parameter(RunningVariance)}, {StepWriter.At(node.Extra(InverseDeviation))});");
    }

    public override void Emit(StepWriter writer, Node node)
    {
        if (writer.Mode == Mode.Train)
        {
            writer.Line(
                $"{Statistics(writer, node, node.Input)}.Finish(samples, {StepWriter.At(node.Inputs[1])}, {StepWriter.At(node.Extra(Mean))}, {StepWriter.At(node.Extra(Variance))}, {StepWriter.At(node.Extra(InverseDeviation))});");
        }

        string kernel = writer.Kernel($"{Pooled}Normalize", node.Identifier + "Forward", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}{Options}{Addition.Layout(node, Adds)}");
        string more = Pool is not null ? MaxPoolOp.WinnersArgument(node, writer.Mode) : Addition.Value(node, Adds);
        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {Channels(writer, node)}, {StepWriter.At(node.Output)}{more});");
    }

    public override void EmitUpdate(StepWriter writer, Node node) => writer.Line(
        $"{Statistics(writer, node, node.Input)}.UpdateRunning(samples, {StepWriter.At(node.Extra(Mean))}, {StepWriter.At(node.Extra(Variance))}, {StepWriter.Parameter(RunningMean)}, {StepWriter.Parameter(RunningVariance)});");

    public void EmitFold(StepWriter writer, Shape shape, string convolutionBias, Value scale, Value bias)
    {
        string name = GraphBuilder.Identifier(Gamma.Name.Substring(0, Gamma.Name.LastIndexOf('.')));
        string kernel = writer.Kernel(
            "BatchNormalization", name + "Fold", $"new({shape.Channels}, {shape.Height}, {shape.Width}, {Map.LanesOf(shape.Channels)}), epsilon: {Text.Literal(Epsilon)}, momentum: {Text.Literal(Momentum)}");
        writer.Line(
            $"{kernel}.Fold({StepWriter.Parameter(Gamma)}, {StepWriter.Parameter(Beta)}, {StepWriter.Parameter(RunningMean)}, {StepWriter.Parameter(RunningVariance)}, {convolutionBias}, {StepWriter.At(scale)}, {StepWriter.At(bias)});");
    }

    public override void Backward(Differentiator d, Node node)
    {
        Value dOutput = d.GradientOf(node.Output);
        BatchNormOp norm = this;
        if (Adds)
        {
            dOutput = ActivationGradientOp.Before(Activation, d, node, dOutput);
            d.Contribute(Addition.Of(node), dOutput);
            norm = this with { Activation = null };
        }

        Value[] read = [node.Input, dOutput, node.Extra(Mean), node.Extra(InverseDeviation), .. Pool is not null ? [MaxPoolOp.Winners(node, Mode.Train)!] : System.Array.Empty<Value>()];
        Value dInput = d.NewGradient(node.Input);
        d.Add(node.Label, new BatchNormReduceOp(norm, node, dInput), read);
        d.Add(node.Label, new BatchNormApplyOp(norm, node), read, dInput);
    }

    /// <summary>C# of the statistics that normalise: of the batch in training, the snapshot's in prediction.</summary>
    public string Channels(StepWriter writer, Node node)
    {
        bool train = writer.Mode == Mode.Train;
        string gamma = train ? StepWriter.Parameter(Gamma) : StepWriter.At(node.Extra(GammaCopy));
        string beta = train ? StepWriter.Parameter(Beta) : StepWriter.At(node.Extra(BetaCopy));
        return $"new({StepWriter.At(node.Extra(Mean))}, {StepWriter.At(node.Extra(InverseDeviation))}, {gamma}, {beta})";
    }

    public string GradientKernel(StepWriter writer, Node forward, Value dOutput, Value dInput) => writer.Kernel(
        $"{Pooled}NormalizeGradient", forward.Identifier + "Gradient",
        $"{StepWriter.Map(forward.Input)}, {StepWriter.Map(dOutput)}, {StepWriter.Map(dInput)}{Options}");

    /// <summary>C# of the argument for the winners, behind others; empty without a pooling.</summary>
    public string WinnersArgument(Node forward) => Pool is not null ? MaxPoolOp.WinnersArgument(forward, Mode.Train) : "";
}

/// <summary>Partial statistics of a map, in a pass of its own.</summary>
internal sealed record BatchStatisticsOp(BatchNormOp Layer) : Op
{
    /// <summary>The norm that reads the statistics carries their gradient.</summary>
    public override bool CentersChannels(Node node) => true;

    public override string Describe(Node node) => "batch statistics";

    public override void Emit(StepWriter writer, Node node) =>
        writer.Line($"{Layer.Statistics(writer, node, node.Input)}.Gather(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");

    public override void Backward(Differentiator d, Node node)
    {
        // The normalisation that reads the statistics carries their gradient.
    }
}

/// <summary>First pass of the gradient: dGamma and dBeta.</summary>
internal sealed record BatchNormReduceOp(BatchNormOp Layer, Node Forward, Value InputGradient) : Op
{
    private const string Sums = "Sums";

    public override string Describe(Node node) => "gradient of the norm's scale and shift";

    public override IEnumerable<Value> Extras(Node node, Mode mode) => [node.NewExtra(Sums, Storage.Sample, 2 * Map.LanesOf(Forward.Input.Shape.Channels))];

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Layer.GradientKernel(writer, Forward, node.Inputs[1], InputGradient);
        writer.Line(
            $"{kernel}.Reduce(samples, {StepWriter.At(node.Inputs[0])}, {Layer.Channels(writer, Forward)}, {StepWriter.At(node.Inputs[1])}"
            + $"{Layer.WinnersArgument(Forward)}, {StepWriter.At(node.Extra(Sums))}, {StepWriter.Gradient(Layer.Gamma)}, {StepWriter.Gradient(Layer.Beta)});");
    }
}

/// <summary>Second pass: dx.</summary>
internal sealed record BatchNormApplyOp(BatchNormOp Layer, Node Forward) : Op
{
    public override string Describe(Node node) => "gradient of the norm's input";

    public override IEnumerable<int> Overwritable(Node node) => Layer.Pool is null ? [1, 0] : [];

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Layer.GradientKernel(writer, Forward, node.Inputs[1], node.Output);
        writer.Line(
            $"{kernel}.Apply(samples, {StepWriter.At(node.Inputs[0])}, {Layer.Channels(writer, Forward)}, {StepWriter.At(node.Inputs[1])}"
            + $"{Layer.WinnersArgument(Forward)}, {StepWriter.Gradient(Layer.Gamma)}, {StepWriter.Gradient(Layer.Beta)}, {StepWriter.At(node.Output)});");
    }
}
