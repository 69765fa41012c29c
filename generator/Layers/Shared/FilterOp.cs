using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>
/// y = f(w * x + b): what convolution and linear layers have in common. Takes an activation into its registers, in prediction a
/// normalisation into its weights and the map of a shortcut into its sums, and in training gathers batch statistics of what it writes.
/// </summary>
internal abstract record FilterOp(FilterBank Bank, Parameter Weight, Parameter? Bias) : Op
{
    private const string Packed = "Packed", PackedBias = "PackedBias", Scale = "Scale";

    public ActivationFunction? Activation { get; init; }

    public IFoldableNorm? Norm { get; init; }

    public bool GathersStatistics { get; init; }

    /// <summary>The max pooling that follows, by windows that partition the map, and the activation between; null for none.</summary>
    public MaxPooling? Pool { get; init; }

    /// <summary>Whether a second input is added before the activation.</summary>
    public bool Adds { get; init; }

    public override bool ReadsSingleChannels => !Bank.ForwardPanels[0].OfGroups && !Adds;

    public override IEnumerable<Parameter> Parameters => Bias is null ? [Weight] : [Weight, Bias];

    public override long MultiplyAdds(Node node) => (long)Bank.Rows * Bank.Outputs * OutputShape(node).Pixels;

    public override double Cost(Node node) => KernelCost.Direct(Bank.ForwardWeights, OutputShape(node).Pixels);

    /// <summary>Shape of the layer's own output, before a pooling that was taken in.</summary>
    public virtual Shape OutputShape(Node node) => node.Output.Shape;

    /// <summary>Whether a max pooling may be taken in: its kernel works row by row.</summary>
    protected virtual bool TakesPool => false;

    /// <summary>The call that makes a direct kernel of this layer from two maps.</summary>
    public abstract (string Factory, string Arguments) Factory(string inputMap, string outputMap);

    /// <summary>Floats of the filters as the kernel reads them.</summary>
    protected virtual int PackedSize => Bank.ForwardSize;

    /// <summary>Whether the kernel reads rearranged filters, not the parameter itself.</summary>
    protected virtual bool NeedsPacking => Bank.NeedsPacking;

    public override Op? Absorb(Op next, Mode mode)
    {
        if (Activation is not null || Pool is not null)
            return null;
        if (TakesPool && !Adds && next.AsMaxPooling is { Partitions: true } pool)
            return this with { Pool = pool };
        return next.AsActivation is { } function ? this with { Activation = function } : null;
    }

    public override Op? AbsorbSum(MapSum sum, Mode mode) =>
        mode == Mode.Predict && Activation is null && Pool is null && !Adds ? this with { Adds = true, Activation = sum.Activation } : null;

    public override Op? Fold(IFoldableNorm norm) => Activation is null && Norm is null && !Adds ? this with { Norm = norm } : null;

    public override Op? GatheringStatistics() => Activation is null && Pool is null ? this with { GathersStatistics = true } : null;

    public override IEnumerable<int> Overwritable(Node node) => Addition.Overwritable(node, Adds);

    public override IEnumerable<Value> Extras(Node node, Mode mode)
    {
        if (mode == Mode.Train)
        {
            if (Pool is not null && MaxPoolOp.RecordedHere(node, mode))
                yield return MaxPoolOp.NewWinners(node);
            if (NeedsPacking)
                yield return node.NewExtra(Packed, Storage.Scratch, PackedSize);
            yield break;
        }

        yield return node.NewExtra(Packed, Storage.Fixed, PackedSize);
        if (Bias is not null || Norm is not null)
            yield return node.NewExtra(PackedBias, Storage.Fixed, Bank.Lanes);
        if (Norm is not null)
            yield return node.NewExtra(Scale, Storage.Fixed, Bank.Lanes);
    }

    public override int ScratchPerThread(Node node) => Pool is null
        ? ExpansionSize(node.Input.Map)
        : PooledStrip.Of(node.Output.Shape.Height, node.Output.Shape.Width, Bank.Lanes, Pool.Side).Size;

    /// <summary>Floats that each thread needs to expand the inputs of groups.</summary>
    public virtual int ExpansionSize(Map input) => 0;

    /// <summary>The same for the gradient of the input.</summary>
    public virtual int TurnedExpansionSize(Map output, Map input) => 0;

    public override void EmitPrepare(StepWriter writer, Node node)
    {
        string kernel = Kernel(writer, node);
        if (Norm is not null)
        {
            Norm.EmitFold(writer, node.Output.Shape, Bias is null ? "default" : StepWriter.Parameter(Bias), node.Extra(Scale), node.Extra(PackedBias));
            writer.Line($"{kernel}.Pack({StepWriter.Parameter(Weight)}, {StepWriter.At(node.Extra(Packed))}, {StepWriter.At(node.Extra(Scale))});");
            return;
        }

        writer.Line($"{kernel}.Pack({StepWriter.Parameter(Weight)}, {StepWriter.At(node.Extra(Packed))});");
        if (Bias is not null)
            writer.Copy(Bias, node.Extra(PackedBias));
    }

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = Kernel(writer, node);
        string weights = StepWriter.Parameter(Weight), bias = Bias is null ? "default" : StepWriter.Parameter(Bias);
        if (writer.Mode == Mode.Predict)
        {
            weights = StepWriter.At(node.Extra(Packed));
            bias = Bias is null && Norm is null ? "default" : StepWriter.At(node.Extra(PackedBias));
        }
        else if (NeedsPacking)
        {
            writer.Line($"{kernel}.Pack({weights}, {StepWriter.At(node.Extra(Packed))});");
            weights = StepWriter.At(node.Extra(Packed));
        }

        EmitRun(writer, node, kernel, weights, bias);
    }

    /// <summary>Writes the call of the kernel itself.</summary>
    protected virtual void EmitRun(StepWriter writer, Node node, string kernel, string weights, string bias)
    {
        string more = GathersStatistics ? $", {StepWriter.At(node.Outputs[1])}" : Addition.Value(node, Adds);
        if (Pool is not null)
            more = MaxPoolOp.WinnersArgument(node, writer.Mode);
        writer.Line($"{kernel}.Forward(samples, {StepWriter.At(node.Input)}, {weights}, {bias}, {StepWriter.At(node.Output)}{more});");
    }

    public override void Backward(Differentiator d, Node node)
    {
        Value dOutput = d.GradientOf(node.Output);
        if (Pool is not null)
        {
            MaxPoolOp pool = new(Pool.Window, Pool.CeilMode) { Activation = Pool.Activation };
            Value inner = Differentiator.NewInnerGradient(node.Output, OutputShape(node));
            d.Add(node.Label, new MaxPoolGradientOp(pool), [node.Output, dOutput, MaxPoolOp.Winners(node, Mode.Train)!], inner);
            dOutput = inner;
        }
        else
        {
            dOutput = ActivationGradientOp.Before(Activation, d, node, dOutput);
        }

        FilterOp layer = Activation is null && Pool is null ? this with { Bias = d.EffectiveBias(node, Bias) } : this;
        d.Add(node.Label, layer.WeightGradient(node), [node.Input, dOutput]);
        d.Add(node.Label, DataGradient(node), [dOutput], d.NewGradient(node.Input));
    }

    /// <summary>The op that makes the gradient of the weights.</summary>
    protected virtual Op WeightGradient(Node node) => new WeightGradientOp(this);

    /// <summary>The op that carries the output's gradient to the input.</summary>
    protected virtual Op DataGradient(Node node) => new DataGradientOp(this);

    /// <summary>Whether most pixels of the input reach no output.</summary>
    public virtual bool SkipsMost => false;

    /// <summary>The border of the output's gradient that the input's gradient needs.</summary>
    public virtual Border GradientBorder(Shape input, Shape output) => default;

    protected string Tail(Node node) =>
        (Bias is null ? "" : ", bias") + (Norm is null ? "" : $", {Norm.Name} folded in") + Addition.Describe(node, Adds) + (Activation is null ? "" : $", {Activation.Name}")
        + (GathersStatistics ? ", batch statistics gathered" : "")
        + (Pool is null ? "" : $"{(Pool.Activation is null ? "" : $", {Pool.Activation.Name}")}, {Pool.Side}x{Pool.Side} max pooling");

    /// <summary>C# of the argument for the activation between the sums and what is written; empty for none.</summary>
    protected string ActivationArgument() =>
        (Activation ?? Pool?.Activation) is { } function ? $", activation: {StepWriter.Kernels}Activation.{function.Code}" : "";

    /// <summary>Declares the kernel and returns its name.</summary>
    protected virtual string Kernel(StepWriter writer, Node node)
    {
        (string factory, string arguments) = Factory(StepWriter.Map(node.Input), StepWriter.Map(node.Output));
        string activation = ActivationArgument();
        if (Pool is not null)
            return writer.Kernel("PooledConvolution", node.Identifier + "Forward", $"{arguments}, pool: {Pool.Side}{activation}");
        return writer.Kernel("Convolution", node.Identifier + "Forward", arguments + activation + Addition.Layout(node, Adds), factory);
    }
}

/// <summary>dW[k] = sum over pixels of x[pixel + k] * dy[pixel]; db = sum over pixels of dy.</summary>
internal sealed record WeightGradientOp(FilterOp Layer) : Op
{
    private const string Scratch = "GradientScratch";

    public override bool ReadsSingleChannels => !Layer.Bank.GradientPanels[0].OfGroups;

    public override string Describe(Node node) => Layer.Bias is null ? "gradient of the weights" : "gradient of weights and bias";

    public override Border BorderOf(Node node, int index) => index == 0 ? Layer.BorderOf(node, 0) : default;

    public override IEnumerable<Value> Extras(Node node, Mode mode) =>
        Layer.Bank.GathersGradient ? [node.NewExtra(Scratch, Storage.Scratch, Layer.Bank.GradientSize)] : [];

    public override int ScratchPerThread(Node node) => Layer.ExpansionSize(node.Inputs[0].Map);

    public override void Emit(StepWriter writer, Node node)
    {
        (string factory, string arguments) = Layer.Factory(StepWriter.Map(node.Inputs[0]), StepWriter.Map(node.Inputs[1]));
        string kernel = writer.Kernel("WeightGradient", node.Identifier + "WeightGradient", arguments, factory);
        string bias = Layer.Bias is null ? "" : $", {StepWriter.Gradient(Layer.Bias)}";
        string scratch = Layer.Bank.GathersGradient ? $", scratch: {StepWriter.At(node.Extra(Scratch))}" : "";
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Inputs[0])}, {StepWriter.At(node.Inputs[1])}, {StepWriter.Gradient(Layer.Weight)}{bias}{scratch});");
    }
}

/// <summary>dx = dy convolved with the turned filters, plus what another reader of x has left of its gradient.</summary>
internal sealed record DataGradientOp(FilterOp Layer) : Op
{
    private const string Turned = "Turned";

    /// <summary>Whether a second input is added.</summary>
    public bool Adds { get; init; }

    public override bool ReadsSingleChannels => !Layer.Bank.TurnedPanels[0].OfGroups && !Adds;

    public override string Describe(Node node) => $"gradient of the input, by turned filters{Addition.Describe(node, Adds)}";

    public override Border BorderOf(Node node, int index) => index == 0 ? Layer.GradientBorder(node.Output.Shape, node.Input.Shape) : default;

    public override Op? AbsorbSum(MapSum sum, Mode mode) => !Adds && sum.Activation is null ? this with { Adds = true } : null;

    public override IEnumerable<int> Overwritable(Node node) => Addition.Overwritable(node, Adds);

    public override bool LeavesMostZero => Layer.SkipsMost;

    public override IEnumerable<Value> Extras(Node node, Mode mode) => [node.NewExtra(Turned, Storage.Scratch, Layer.Bank.BackwardSize)];

    public override int ScratchPerThread(Node node) => Layer.TurnedExpansionSize(node.Input.Map, node.Output.Map);

    public override void Emit(StepWriter writer, Node node)
    {
        (string factory, string arguments) = Layer.Factory(StepWriter.Map(node.Input), StepWriter.Map(node.Output));
        string kernel = writer.Kernel("DataGradient", node.Identifier + "DataGradient", arguments + Addition.Layout(node, Adds), factory);
        string turned = StepWriter.At(node.Extra(Turned));
        writer.Line($"{kernel}.Pack({StepWriter.Parameter(Layer.Weight)}, {turned});");
        writer.Line($"{kernel}.Run(samples, {StepWriter.At(node.Input)}, {turned}, {StepWriter.At(node.Output)}{Addition.Value(node, Adds)});");
    }
}
