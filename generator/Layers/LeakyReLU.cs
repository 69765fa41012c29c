using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// y = x above zero, slope * x below; dx = dy or slope * dy. A slope from 0 on keeps the sign, so y tells which.
internal static class LeakyReLULayer
{
    public static void Build(LayerContext layer)
    {
        float slope = (float)layer.Within("slope", 0, 1);
        layer.Add(new ActivationOp(new ActivationFunction($"LeakyReLU({Text.Literal(slope)})", $"leaky ReLU of slope {LayerContext.Format(slope)}")), layer.Input);
    }
}
