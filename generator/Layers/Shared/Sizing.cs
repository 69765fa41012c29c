using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>Output shapes of layers that enlarge or cut a map: any arguments give a shape or a diagnostic, never an overflow.</summary>
internal static class Sizing
{
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
}
