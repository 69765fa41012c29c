using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y = mean of each channel over the map; dx = dy / (height * width) at every pixel.
internal static class GlobalAvgPoolLayer
{
    public static void Build(LayerContext layer)
    {
        Shape input = layer.Input;
        RectangularWindow window = new(new Window(input.Height), new Window(input.Width));
        layer.Add(new AvgPoolOp("global average pooling", "Global", "", window, IsAverage: true), new Shape(input.Channels, 1, 1));
    }
}
