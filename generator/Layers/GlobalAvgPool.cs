using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y = mean of each channel over the map; dx = dy / (height * width) at every pixel.
internal static class GlobalAvgPoolLayer
{
    public static void Build(LayerContext layer) =>
        layer.Add(new AvgPoolOp("global average pooling", "Global", "", new Window(System.Math.Max(layer.Input.Height, layer.Input.Width))), new Shape(layer.Input.Channels, 1, 1));
}
