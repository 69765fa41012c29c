namespace CnnGen.Generator.Layers;

// Cross entropy at each pixel of a map; a flat output is a map of one pixel. See CrossEntropy.
internal static class PixelCrossEntropyLayer
{
    public static void Build(LayerContext layer) => layer.Builder.AddLoss(layer.Chain, CrossEntropyLayer.Read(layer));
}
