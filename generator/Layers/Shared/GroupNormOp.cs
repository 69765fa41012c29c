using System.Collections.Generic;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>
/// xhat = (x - mean) / sqrt(variance + epsilon), y = f(gamma * xhat + beta), statistics over groups of channels and all pixels of one sample; what
/// layer, instance and group normalisation have in common. Backward needs x, y and the statistics; xhat is computed again.
/// </summary>
/// <param name="Name">The layer in English.</param>
/// <param name="Groups">Groups of neighbouring channels.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Gamma">Scale, or null for none.</param>
/// <param name="Beta">Shift, or null for none.</param>
/// <param name="PerElement">Whether scale and shift have a value for each element instead of one for each channel.</param>
internal sealed record GroupNormOp(string Name, int Groups, float Epsilon, Parameter? Gamma, Parameter? Beta, bool PerElement) : Op
{
    private const string Statistics = "Statistics", GammaCopy = "Gamma", BetaCopy = "Beta";

    public ActivationFunction? Activation { get; init; }

    /// <summary>The checks that all three layers make: of epsilon, and of the values that a statistic is over.</summary>
    public static float Check(LayerContext layer, long values)
    {
        float epsilon = (float)layer.Number("epsilon");
        layer.Require(epsilon > 0, Descriptors.OutOfRange, "epsilon", layer.Kind, "epsilon", LayerContext.Format(layer.Number("epsilon")), "above 0");
        layer.Require(values > 1, Descriptors.OneValue, "", layer.Kind, layer.Input.ToString());
        return epsilon;
    }

    public override IEnumerable<Parameter> Parameters => Gamma is null ? [] : [Gamma, Beta!];

    public override string Describe(Node node) =>
        $"{Name}{(Gamma is null ? "" : ", scale and shift")}{(Activation is null ? "" : $", {Activation.Name}")}";

    public override bool CentersChannels(Node node) => Groups == node.Input.Shape.Channels;

    public override Op? Absorb(Op next, Mode mode) =>
        Activation is null && next.AsActivation is { } function ? this with { Activation = function } : null;

    public override IEnumerable<Value> Extras(Node node, Mode mode)
    {
        yield return NewPair(node, Statistics);
        if (mode == Mode.Train || Gamma is null)
            yield break;
        yield return node.NewExtra(GammaCopy, Storage.Fixed, Gamma.Size);
        yield return node.NewExtra(BetaCopy, Storage.Fixed, Gamma.Size);
    }

    public override void EmitPrepare(StepWriter writer, Node node)
    {
        if (Gamma is null)
            return;
        writer.Copy(Gamma, node.Extra(GammaCopy));
        writer.Copy(Beta!, node.Extra(BetaCopy));
    }

    public override void Emit(StepWriter writer, Node node)
    {
        string affine = Gamma is null ? "default, default"
            : writer.Mode == Mode.Train ? $"{StepWriter.Parameter(Gamma)}, {StepWriter.Parameter(Beta!)}"
            : $"{StepWriter.At(node.Extra(GammaCopy))}, {StepWriter.At(node.Extra(BetaCopy))}";
        string kernel = writer.Kernel(
            "GroupNormalization", node.Identifier + "Forward",
            $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, groups: {Groups}, epsilon: {Text.Literal(Epsilon)}{Options()}");
        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {affine}, {StepWriter.At(node.Output)}, {StepWriter.At(node.Extra(Statistics))});");
    }

    public override void Backward(Differentiator d, Node node)
    {
        // A pass that makes gradients of parameters has no outputs, else the means are its output: so it runs where either is wanted.
        Value means = NewPair(node, "GroupMeans");
        Value[] read = [node.Input, node.Output, d.GradientOf(node.Output), node.Extra(Statistics)];
        Value dInput = d.NewGradient(node.Input);
        if (Gamma is null)
            d.Add(node.Label, new GroupNormReduceOp(this, node, dInput, means), read, means);
        else
            d.Add(node.Label, new GroupNormReduceOp(this, node, dInput, means), [.. read, means]);
        d.Add(node.Label, new GroupNormApplyOp(this, node), [.. read, means], dInput);
    }

    public string GradientKernel(StepWriter writer, Node forward, Value dOutput, Value dInput) => writer.Kernel(
        "GroupNormalizationGradient", forward.Identifier + "Gradient",
        $"{StepWriter.Map(forward.Input)}, {StepWriter.Map(forward.Output)}, {StepWriter.Map(dOutput)}, {StepWriter.Map(dInput)}, groups: {Groups}{Options()}");

    /// <summary>What both passes of the gradient read, as C#.</summary>
    public string Read(Node node, Value means) =>
        $"{StepWriter.At(node.Inputs[0])}, {(Gamma is null ? "default" : StepWriter.Parameter(Gamma))}, {StepWriter.At(node.Inputs[1])}, {StepWriter.At(node.Inputs[2])}, {StepWriter.At(node.Inputs[3])}, {StepWriter.At(means)}";

    /// <summary>A pair of values for each channel of each sample.</summary>
    private static Value NewPair(Node node, string role) => node.NewExtra(role, Storage.Sample, 2 * Map.LanesOf(node.Input.Shape.Channels));

    private string Options() =>
        (PerElement ? ", perElement: true" : "") + (Activation is null ? "" : $", activation: {StepWriter.Kernels}Activation.{Activation.Code}");
}

/// <summary>First pass of the gradient: the means over each group, dGamma and dBeta.</summary>
internal sealed record GroupNormReduceOp(GroupNormOp Layer, Node Forward, Value InputGradient, Value Means) : Op
{
    public override string Describe(Node node) =>
        Layer.Gamma is null ? "means of the norm's gradient over its groups" : "gradient of the norm's scale and shift, its means over the groups";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Layer.GradientKernel(writer, Forward, node.Inputs[2], InputGradient);
        string parameters = Layer.Gamma is null ? "" : $", {StepWriter.Gradient(Layer.Gamma)}, {StepWriter.Gradient(Layer.Beta!)}";
        writer.Line($"{kernel}.Reduce(samples, {Layer.Read(node, Means)}{parameters});");
    }
}

/// <summary>Second pass: dx.</summary>
internal sealed record GroupNormApplyOp(GroupNormOp Layer, Node Forward) : Op
{
    public override string Describe(Node node) => "gradient of the norm's input";

    public override IEnumerable<int> Overwritable(Node node) => [2, 0];

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Layer.GradientKernel(writer, Forward, node.Inputs[2], node.Output);
        writer.Line($"{kernel}.Apply(samples, {Layer.Read(node, node.Inputs[4])}, {StepWriter.At(node.Output)});");
    }
}
