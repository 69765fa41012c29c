using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// y = tanh x; dx = dy * (1 - y^2).
internal static class TanhLayer
{
    public static void Build(LayerContext layer) => layer.Add(new ActivationOp(new ActivationFunction("Tanh", "tanh")), layer.Input);
}
