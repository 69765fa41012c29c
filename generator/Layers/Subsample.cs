using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// y[c, i, j] = x[c, i * stride, j * stride] for the input's channels, 0 for those appended (He et al. 2016, option A);
// dx[c, i * stride, j * stride] = dy[c, i, j], zeros elsewhere.
internal static class SubsampleLayer
{
    public static void Build(LayerContext layer)
    {
        Shape input = layer.Input;
        int stride = layer.AtLeast("stride", 1), channels = layer.AtLeast("channels", input.Channels);
        Grid grid = new(0, 0, stride);
        layer.Add(new SubsampleOp(stride, channels - input.Channels), layer.Resized(channels, grid.Rows(input.Height), grid.Columns(input.Width)));
    }
}

internal sealed record SubsampleOp(int Stride, int Appended) : PlacementOp(new Grid(0, 0, Stride), Grid.All)
{
    public override string DescribeGradient => "gradient to the pixels that stayed";

    public override RectangularWindow Reach(Node node) => new(new Window(1, Stride));

    public override bool IsIdentity(Mode mode) => Stride == 1 && Appended == 0;

    public override string Describe(Node node) =>
        (Stride == 1 ? "every pixel" : $"one pixel of {Stride}x{Stride}") + (Appended == 0 ? "" : $", {Appended} channels of zeros appended");
}
