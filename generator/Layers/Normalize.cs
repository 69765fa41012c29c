using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Layers;

// x' = (x - mean) / deviation by channel, done while the input is copied into the arena; dx = dx' / deviation.
internal static class NormalizeLayer
{
    public static void Build(LayerContext layer)
    {
        layer.Require(layer.Builder.IsEmpty && layer.Chain.Scope.IsModel && layer.Builder.Normalization.Mean.Count == 0, Descriptors.MustBeFirst, "", layer.Kind);
        layer.Builder.Normalization = new InputNormalization(Values(layer, "mean"), Values(layer, "deviation"));
        foreach (float deviation in layer.Builder.Normalization.Deviation)
            layer.Require(deviation > 0, Descriptors.OutOfRange, "deviation", layer.Kind, "deviation", LayerContext.Format(deviation), "above 0");
    }

    private static float[] Values(LayerContext layer, string argument)
    {
        float[] values = [.. layer.Numbers(argument).Select(value => (float)value)];
        int channels = layer.Input.Channels;
        layer.Require(
            values.Length == 1 || values.Length == channels, Descriptors.ChannelCount, argument,
            layer.Kind, argument, $"{values.Length}", layer.Input.ToString(), $"{channels}");
        return values.Length == channels ? values : [.. Enumerable.Repeat(values[0], channels)];
    }
}
