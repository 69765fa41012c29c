using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>A loss: computes its value and the gradient of the scores in one pass. Not part of prediction.</summary>
internal abstract record LossOp : Op
{
    /// <summary>The base class of trainers with this loss.</summary>
    public abstract string TrainerClass { get; }

    public override bool IsIdentity(Mode mode) => mode == Mode.Predict;

    public override void Backward(Differentiator d, Node node) =>
        d.Replace(node, new Node(node.Label, this, [.. node.Inputs], [d.NewGradient(node.Input)]));
}
