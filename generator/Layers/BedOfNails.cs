using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y[c, i * scale, j * scale] = x[c, i, j], zeros elsewhere; dx[c, i, j] = dy[c, i * scale, j * scale].
internal static class BedOfNailsLayer
{
    public static void Build(LayerContext layer)
    {
        int scale = layer.AtLeast("scale", 1);
        Shape input = layer.Input;
        layer.Add(new BedOfNailsOp(scale), layer.Resized(input.Channels, (long)input.Height * scale, (long)input.Width * scale));
    }
}

internal sealed record BedOfNailsOp(int Scale) : PlacementOp(Grid.All, new Grid(0, 0, Scale))
{
    public override (int Rows, int Columns) Rise => (Scale, Scale);

    public override string DescribeGradient => "gradient from the top left of each cell";

    public override bool IsIdentity(Mode mode) => Scale == 1;

    public override string Describe(Node node) => $"bed of nails, the top left of each {Scale}x{Scale} cell";
}
