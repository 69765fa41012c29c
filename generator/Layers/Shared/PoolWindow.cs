using CnnGen.Generator.Diagnostics;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>The window that a pooling's arguments ask for.</summary>
internal static class PoolWindow
{
    public static RectangularWindow Of(LayerContext layer)
    {
        (int Rows, int Columns) kernel = layer.Pair("kernel", 1), stride = layer.Pair("stride", 0), padding = layer.Pair("padding", 0);
        RectangularWindow window = new(Along(layer, kernel.Rows, stride.Rows, padding.Rows), Along(layer, kernel.Columns, stride.Columns, padding.Columns));
        layer.Require(
            window.Places <= RectangularWindow.MostPlaces, Descriptors.OutOfRange, "kernel",
            layer.Kind, "kernel", WindowText.Size(window), $"within {RectangularWindow.MostPlaces} pixels");
        return window;
    }

    private static Window Along(LayerContext layer, int kernel, int stride, int padding)
    {
        layer.Require(padding <= kernel / 2, Descriptors.PaddingTooLarge, "padding", layer.Kind, $"{padding}", $"{kernel}", $"{kernel / 2}");
        return new Window(kernel, stride == 0 ? kernel : stride, padding, padding);
    }
}
