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

    /// <summary>The stage whose scores it judges.</summary>
    public int Stage { get; init; }

    /// <summary>Where its labels or targets stand: the place of the output that they are given for, among the model's; null if it has one output alone.</summary>
    public int? Answers { get; init; }

    /// <summary>Whether it is the first of the losses, which starts the sum.</summary>
    public bool IsFirst { get; init; } = true;

    protected string WeightArgument => Weight == 1 ? "" : $", weight: {Text.Literal(Weight)}";

    protected string WeightText => Weight == 1 ? "" : $"{LayerContext.Format(Weight)} times ";

    protected string Assign => IsFirst ? "loss =" : "loss +=";

    /// <summary>C# of its labels or targets, from what they are called.</summary>
    protected string AnswersCode(string answers) => Answers is { } output ? $"{answers}Of({output})" : answers;

    protected static string LossKernel(Node node) => node.Identifier + "Forward";

    public override bool IsIdentity(Mode mode) => mode == Mode.Predict;

    public override void Backward(Differentiator d, Node node) =>
        d.Replace(node, new Node(node.Label, this, [.. node.Inputs], [d.NewGradient(node.Input)]));
}
