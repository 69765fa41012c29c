using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Passes;

/// <summary>
/// Gives each map its layout: pixels padded to whole vectors unless every reader takes single channels, and the border that the
/// readers ask for.
/// </summary>
internal static class ChooseLayouts
{
    public static void Run(IReadOnlyCollection<Node> nodes, Value input)
    {
        IEnumerable<Value> maps = nodes.SelectMany(node => node.Outputs).Prepend(input).Where(value => value.Storage == Storage.Map).Distinct();
        foreach (Value value in maps)
        {
            Border border = default;
            bool dense = value == input;
            foreach (Node reader in nodes)
            {
                for (int i = 0; i < reader.Inputs.Count; i++)
                {
                    if (reader.Inputs[i] != value)
                        continue;
                    border = border.Union(reader.Op.BorderOf(reader, i));
                    dense &= reader.Op.ReadsSingleChannels;
                }
            }

            Shape shape = value.Shape;
            int pixel = dense ? shape.Channels : Map.LanesOf(shape.Channels);
            value.Map = new Map(shape.Channels, shape.Height, shape.Width, pixel, border.Top, border.Bottom, border.Side);
        }
    }
}
