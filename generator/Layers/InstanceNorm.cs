using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// xhat = (x - mean) / sqrt(variance + epsilon), y = gamma * xhat + beta; statistics over the pixels of each channel of each sample (Ulyanov et al.
// 2016), gamma and beta, if any, by channel. Forward and backward are group normalisation with as many groups as channels.
internal static class InstanceNormLayer
{
    public static void Build(LayerContext layer)
    {
        float epsilon = GroupNormOp.Check(layer, layer.Input.Pixels);
        int channels = layer.Input.Channels;
        bool affine = layer.Bool("affine");
        layer.Add(
            new GroupNormOp(
                "instance norm", channels, epsilon,
                affine ? layer.AddChannelParameter("weight", channels, 1) : null, affine ? layer.AddChannelParameter("bias", channels, 0) : null, PerElement: false),
            layer.Input);
    }
}
