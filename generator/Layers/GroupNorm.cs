using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Layers;

// xhat = (x - mean) / sqrt(variance + epsilon), y = gamma * xhat + beta; statistics over the pixels of a group of neighbouring channels of each
// sample, gamma and beta by channel (Wu and He 2018). d = gradient of y: dGamma = sum over samples and pixels of d * xhat, dBeta = sum of d,
// g = gamma * d, dx = (g - mean(g) - xhat * mean(g * xhat)) / sqrt(variance + epsilon), means over the group.
internal static class GroupNormLayer
{
    public static void Build(LayerContext layer)
    {
        int groups = layer.AtLeast("groups", 1), channels = layer.Input.Channels;
        layer.Require(channels % groups == 0, Descriptors.GroupsDoNotDivide, "groups", layer.Kind, $"{groups}", $"{channels}", "input");
        float epsilon = GroupNormOp.Check(layer, layer.Input.Count / groups);
        bool affine = layer.Bool("affine");
        layer.Add(
            new GroupNormOp(
                $"group norm in {groups} group{(groups == 1 ? "" : "s")}", groups, epsilon,
                affine ? layer.AddChannelParameter("weight", channels, 1) : null, affine ? layer.AddChannelParameter("bias", channels, 0) : null, PerElement: false),
            layer.Input);
    }
}
