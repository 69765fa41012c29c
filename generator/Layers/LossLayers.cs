using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Layers;

/// <summary>Which layers are losses, and the loss of a network that names none.</summary>
internal static class LossLayers
{
    public static bool IsLoss(string kind) => kind is "CrossEntropy" or "PixelCrossEntropy" or "MeanSquaredError";

    /// <exception cref="ProblemException">The output is a map, which no default loss fits.</exception>
    public static void AddDefault(GraphBuilder builder, Chain chain, ModelSpec spec)
    {
        Shape output = chain.Current.Shape;
        StageSpec stage = chain.Scope.Stages[chain.Stage];
        if (!output.IsFlat)
            throw new ProblemException(Problem.Of(Descriptors.NoLossFits, stage.Layers[stage.Layers.Count - 1].Site, spec.Name, $"a map of {output}"));
        CrossEntropyLayer.AddDefault(builder, chain);
    }
}
