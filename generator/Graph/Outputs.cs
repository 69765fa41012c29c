using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.FrontEnd;

namespace CnnGen.Generator.Graph;

/// <summary>The outputs of a model: the stages that nothing reads, without the auxiliary ones, which serve training alone.</summary>
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
}
