using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Graph;

/// <summary>The outputs of a model: the stages that nothing reads, without the auxiliary ones, which serve training alone; and what trains them.</summary>
internal static class Outputs
{
    /// <summary>Indices of the stages; the last is what a predictor's run returns.</summary>
    public static IReadOnlyList<int> Of(ModelSpec spec, Scope model)
    {
        int[] unread = [.. Enumerable.Range(0, model.Stages.Count).Where(stage => !model.ReadersOf(stage).Any())];
        foreach (int stage in Enumerable.Range(0, model.Stages.Count).Where(stage => model.Stages[stage].AuxiliaryWeight != 0))
        {
            StageSpec auxiliary = model.Stages[stage];
            Site site = auxiliary.Site;
            if (auxiliary.AuxiliaryWeight is not (> 0 and < float.MaxValue))
                throw new ProblemException(Problem.Of(Descriptors.OutOfRange, site, "Auxiliary", "weight", Layers.LayerContext.Format(auxiliary.AuxiliaryWeight), "above 0"));
            if (model.ReadersOf(stage).FirstOrDefault() is { } reader)
                throw new ProblemException(Problem.Of(Descriptors.AuxiliaryIsRead, site, auxiliary.PlainName, reader.PlainName));
        }

        int[] outputs = [.. unread.Where(stage => model.Stages[stage].AuxiliaryWeight == 0)];
        if (outputs.Length == 0)
            throw new ProblemException(Problem.Of(Descriptors.OnlyAuxiliary, model.Stages[unread[0]].Site, spec.Name));
        return outputs;
    }

    /// <summary>All losses take the same answers, labels or targets, so they must be of one kind, ignore one label, and their scores be of one shape.</summary>
    public static void CheckLosses(ModelSpec spec, IReadOnlyCollection<Node> nodes, Value[] ends)
    {
        Node[] losses = [.. nodes.Where(node => node.Op is LossOp)];
        Node first = losses[0];
        foreach (Node loss in losses)
        {
            LossOp op = (LossOp)loss.Op, firstOp = (LossOp)first.Op;
            bool fits = op.TrainerClass == firstOp.TrainerClass && op.IgnoredLabel == firstOp.IgnoredLabel && loss.Input.Shape == first.Input.Shape;
            int stage = System.Array.IndexOf(ends, loss.Input), other = System.Array.IndexOf(ends, first.Input);
            if (!fits)
            {
                throw new ProblemException(Problem.Of(
                    Descriptors.MixedLosses, spec.Stages[stage].Site,
                    spec.Stages[other].PlainName, first.Op.Describe(first), first.Input.Shape.ToString(), spec.Stages[stage].PlainName, loss.Op.Describe(loss), loss.Input.Shape.ToString()));
            }
        }
    }
}
