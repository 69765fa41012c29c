using System;
using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Emit;

/// <summary>What a stage's description says.</summary>
internal sealed record StageFacts(Shape Shape, int ReceptiveField, long MultiplyAdds)
{
    public static IReadOnlyList<StageFacts> Of(Network network)
    {
        Dictionary<Value, (Reach Rows, Reach Columns)> reaches = new() { [network.Graph.Input] = (Reach.Pixel, Reach.Pixel) };
        foreach (Node node in network.Graph.Nodes.Where(node => node.Outputs.Count > 0))
        {
            RectangularWindow window = node.Op.Reach(node);
            Reach rows = Reach.Through(window.Rows, node.Op.Rise.Rows, node.Inputs.Select(input => reaches[input].Rows));
            Reach columns = Reach.Through(window.Columns, node.Op.Rise.Columns, node.Inputs.Select(input => reaches[input].Columns));
            foreach (Value output in node.Outputs)
                reaches[output] = (rows, columns);
        }

        return [.. network.StageOutputs.Select((output, stage) => new StageFacts(
            output.Shape,
            Math.Max(reaches[output].Rows.Pixels, reaches[output].Columns.Pixels),
            network.Rows.Where(row => row.Stage == stage).Sum(row => row.Node.Op.MultiplyAdds(row.Node))))];
    }

    /// <summary>What a pixel of a map sees of the input image along one side.</summary>
    /// <param name="Field">Pixels of the image that it sees, in parts of them where maps were enlarged.</param>
    /// <param name="Step">Pixels of the image from one pixel of the map to the next.</param>
    private readonly record struct Reach(double Field, double Step)
    {
        private const double Rounding = 1e-9;

        public static Reach Pixel => new(1, 1);

        public int Pixels => (int)Math.Ceiling(Field - Rounding);

        public static Reach Through(Window window, int rise, IEnumerable<Reach> inputs)
        {
            double field = inputs.Max(input => input.Field), step = inputs.Max(input => input.Step);
            return new Reach(field + ((window.Extent - 1) * step), step * window.Stride / rise);
        }
    }
}
