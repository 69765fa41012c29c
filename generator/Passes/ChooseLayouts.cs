using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Passes;

/// <summary>
/// Gives each map its layout: pixels padded to whole vectors unless every reader takes single channels, and the border that the
/// readers ask for. A slice has the layout of the map that it lies in.
/// </summary>
internal static class ChooseLayouts
{
    public static void Run(IReadOnlyCollection<Node> nodes, Value input)
    {
        Dictionary<Value, Border> borders = BordersAskedFor(nodes);
        bool dense = nodes.All(reader => reader.Inputs.All(value => value.Root != input) || reader.Op.ReadsSingleChannels);
        foreach (Value value in nodes.SelectMany(node => node.Outputs.Concat(node.Inputs)).Prepend(input).Where(value => value.Storage == Storage.Map).Distinct())
        {
            Shape shape = value.Root.Shape;
            Border border = borders.TryGetValue(value.Root, out Border asked) ? asked : default;
            int pixel = value == input && dense ? shape.Channels : Map.StrideOf(shape.Channels, shape.Pixels);
            value.Map = new Map(value.Shape.Channels, shape.Height, shape.Width, pixel, border.Top, border.Bottom, border.Side);
        }
    }

    /// <summary>The border that each map needs for all who read it or what lies in it.</summary>
    public static Dictionary<Value, Border> BordersAskedFor(IEnumerable<Node> nodes)
    {
        Dictionary<Value, Border> borders = [];
        foreach (Node reader in nodes)
        {
            for (int i = 0; i < reader.Inputs.Count; i++)
            {
                Value root = reader.Inputs[i].Root;
                Border known = borders.TryGetValue(root, out Border border) ? border : default;
                borders[root] = known.Union(reader.Op.BorderOf(reader, i));
            }
        }

        return borders;
    }
}
