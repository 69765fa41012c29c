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

        int[] outputs = Main(model);
        if (outputs.Length == 0)
            throw new ProblemException(Problem.Of(Descriptors.OnlyAuxiliary, model.Stages[unread[0]].Site, spec.Name));
        return outputs;
    }

    /// <summary>
    /// The place, among the outputs, of the one whose labels or targets train an output: its own; of an auxiliary one the next output below, or the
    /// last where there is none. Null if all share those of one output.
    /// </summary>
    public static int? AnswersOf(Scope model, int stage)
    {
        int[] outputs = Main(model);
        return outputs.Length > 1 ? System.Math.Min(outputs.Count(output => output < stage), outputs.Length - 1) : null;
    }

    /// <summary>
    /// All losses take labels, or all targets; and an auxiliary output those of the one that it helps, so the two have scores of one shape and ignore
    /// one label.
    /// </summary>
    public static void CheckLosses(ModelSpec spec, IReadOnlyList<int> outputs, IReadOnlyCollection<Node> nodes)
    {
        Dictionary<int, Node> losses = nodes.Where(node => node.Op is LossOp).ToDictionary(node => ((LossOp)node.Op).Stage);
        int first = outputs[0];
        foreach (int stage in losses.Keys.OrderBy(stage => stage))
        {
            Node loss = losses[stage];
            LossOp op = (LossOp)loss.Op;
            int helped = outputs[op.Answers ?? 0];
            if (op.TrainerClass != ((LossOp)losses[first].Op).TrainerClass)
                throw Mixed(Descriptors.MixedLosses, first);
            if (op.IgnoredLabel != ((LossOp)losses[helped].Op).IgnoredLabel || loss.Input.Shape != losses[helped].Input.Shape)
                throw Mixed(Descriptors.AuxiliaryDiffers, helped);

            ProblemException Mixed(Microsoft.CodeAnalysis.DiagnosticDescriptor descriptor, int other) => new(Problem.Of(
                descriptor, spec.Stages[stage].Site,
                spec.Stages[other].PlainName, losses[other].Op.Describe(losses[other]), losses[other].Input.Shape.ToString(),
                spec.Stages[stage].PlainName, op.Describe(loss), loss.Input.Shape.ToString()));
        }
    }

    private static int[] Main(Scope model) => [.. Enumerable.Range(0, model.Stages.Count)
        .Where(stage => model.Stages[stage].AuxiliaryWeight == 0 && !model.ReadersOf(stage).Any())];
}
