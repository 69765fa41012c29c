using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y[c, i + top, j + left] = x[c, i, j], zeros around; dx[c, i, j] = dy[c, i + top, j + left].
internal static class PadLayer
{
    public static void Build(LayerContext layer)
    {
        var margins = Margins.Of(layer);
        Shape input = layer.Input;
        Shape output = layer.Resized(
            input.Channels, (long)margins.Top + input.Height + margins.Bottom, (long)margins.Left + input.Width + margins.Right);
        layer.Add(new PadOp(margins), output);
    }
}

internal sealed record PadOp(Margins Margins) : PlacementOp(Grid.All, new Grid(Margins.Top, Margins.Left, 1))
{
    public override string DescribeGradient => "gradient without the padding";

    public override bool IsIdentity(Mode mode) => Margins.AreEmpty;

    public override string Describe(Node node) => $"zero padding, {Margins}";
}
