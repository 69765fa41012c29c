using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// y = x P(x), P the standard normal distribution: P(x) = (1 + erf(x / sqrt 2)) / 2, with density p(x) = exp(-x^2 / 2) / sqrt(2 pi).
// dx = dy * (P(x) + x p(x)).
internal static class GELULayer
{
    public static void Build(LayerContext layer) => layer.Add(new SelfGatedOp("Normal", "GELU"), layer.Input);
}
