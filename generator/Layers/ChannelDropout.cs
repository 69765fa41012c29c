using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// y = x * m / (1 - rate) with m drawn by seed, step, sample and channel: 0 or 1 for all pixels of a channel (Tompson et al. 2015); dx = dy * m / (1 - rate),
// the mask drawn again. Identity in prediction.
internal static class ChannelDropoutLayer
{
    public static void Build(LayerContext layer) =>
        layer.Add(new DropoutOp((float)layer.Within("rate", 0, 1), layer.Builder.NextDropout(), WholeChannels: true), layer.Input);
}
