using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y[c, i, j] = x[c, i + top, j + left]; dx[c, i + top, j + left] = dy[c, i, j], zeros where pixels were cut off.
internal static class CropLayer
{
    public static void Build(LayerContext layer)
    {
        var margins = Margins.Of(layer);
        Shape input = layer.Input;
        Shape output = layer.Resized(
            input.Channels, (long)input.Height - margins.Top - margins.Bottom, (long)input.Width - margins.Left - margins.Right, "", $"cropping by {margins}");
        layer.Add(new CropOp(margins), output);
    }
}

internal sealed record CropOp(Margins Margins) : PlacementOp(new Grid(Margins.Top, Margins.Left, 1), Grid.All)
{
    public override string DescribeGradient => "gradient with zeros where pixels were cut off";

    public override bool IsIdentity(Mode mode) => Margins.AreEmpty;

    public override string Describe(Node node) => $"cropping, {Margins}";
}
