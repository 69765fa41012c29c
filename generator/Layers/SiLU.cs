using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// y = x s, s = 1 / (1 + exp(-x)); dx = dy * s (1 + x (1 - s)).
internal static class SiLULayer
{
    public static void Build(LayerContext layer) => layer.Add(new SelfGatedOp("Logistic", "SiLU"), layer.Input);
}
