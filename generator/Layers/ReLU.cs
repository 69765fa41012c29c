using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// y = max(0, x); dx = dy where y > 0, else 0.
internal static class ReLULayer
{
    public static void Build(LayerContext layer) => layer.Add(new ActivationOp(new ActivationFunction("ReLU", "ReLU")), layer.Input);
}
