using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>Output shapes of layers that enlarge or cut a map: any arguments give a shape or a diagnostic, never an overflow.</summary>
internal static class Sizing
{
    private const int MostFloats = int.MaxValue / 4;

    /// <param name="layer">The layer.</param>
    /// <param name="channels">Channels of the output.</param>
    /// <param name="height">Its rows, which may be too many, or none.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="argument">The argument that would take too much away.</param>
    /// <param name="what">That argument for a reader.</param>
    public static Shape Resized(this LayerContext layer, int channels, long height, long width, string argument = "", string what = "")
    {
        layer.Require(height > 0 && width > 0, Descriptors.NothingLeft, argument, layer.Kind, what, $"{height}", $"{width}", layer.Input.ToString());
        layer.RequireAddressable("the output", channels, height, width);
        return new Shape(channels, (int)height, (int)width);
    }

    /// <summary>Reports a map, zeros around it included, that would be larger than can be addressed. Counts in double precision, which does not overflow.</summary>
    public static void RequireAddressable(this LayerContext layer, string what, int channels, double height, double width)
    {
        double floats = (double)(channels < MostFloats ? Map.LanesOf(channels) : channels) * (height + 2) * (width + 2);
        layer.Require(
            floats < MostFloats, Descriptors.TooLarge, "",
            layer.Kind, $"{what} {channels}x{height:0}x{width:0} of one sample", Text.Count((long)System.Math.Min(floats, long.MaxValue / 2)), Text.Count(MostFloats));
    }
}
