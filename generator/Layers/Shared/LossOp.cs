using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>A loss: computes its value and the gradient of the scores in one pass. Not part of prediction.</summary>
internal abstract record LossOp : Op
{
    /// <summary>The base class of trainers with this loss.</summary>
    public abstract string TrainerClass { get; }

    /// <summary>The label of what does not count, if the declaration names one.</summary>
    public virtual int? IgnoredLabel => null;

    /// <summary>Factor of this output's loss in the sum.</summary>
    public float Weight { get; init; } = 1;

    /// <summary>Whether it is the first of the losses, which starts the sum.</summary>
    public bool IsFirst { get; init; } = true;

    protected string WeightArgument => Weight == 1 ? "" : $", weight: {Text.Literal(Weight)}";

    protected string WeightText => Weight == 1 ? "" : $"{LayerContext.Format(Weight)} times ";

    protected string Assign => IsFirst ? "loss =" : "loss +=";

    protected static string LossKernel(Node node) => node.Identifier + "Forward";

    public override bool IsIdentity(Mode mode) => mode == Mode.Predict;

    public override void Backward(Differentiator d, Node node) =>
        d.Replace(node, new Node(node.Label, this, [.. node.Inputs], [d.NewGradient(node.Input)]));
}
