using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// y = x * m / (1 - rate) with m drawn by seed, step, sample and element; dx = dy * m / (1 - rate), the mask drawn again. Identity in prediction.
internal static class DropoutLayer
{
    public static void Build(LayerContext layer) =>
        layer.Add(new DropoutOp((float)layer.Within("rate", 0, 1), layer.Builder.NextDropout(), WholeChannels: false), layer.Input);
}
