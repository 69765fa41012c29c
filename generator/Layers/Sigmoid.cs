using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// y = 1 / (1 + exp(-x)); dx = dy * y (1 - y).
internal static class SigmoidLayer
{
    public static void Build(LayerContext layer) => layer.Add(new ActivationOp(new ActivationFunction("Sigmoid", "sigmoid")), layer.Input);
}
