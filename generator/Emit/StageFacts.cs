using System;
using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Emit;

/// <summary>What a stage's description says.</summary>
internal sealed record StageFacts(Shape Shape, int ReceptiveField, long MultiplyAdds)
{
    public static IReadOnlyList<StageFacts> Of(Network network)
    {
        const double Rounding = 1e-9;
        Dictionary<Value, (double Field, double Step)> reaches = new() { [network.Graph.Input] = (1, 1) };
        foreach (Node node in network.Graph.Nodes.Where(node => node.Outputs.Count > 0))
        {
            double field = node.Inputs.Max(input => reaches[input].Field), step = node.Inputs.Max(input => reaches[input].Step);
            (int extent, int stride) = node.Op.Reach(node);
            foreach (Value output in node.Outputs)
                reaches[output] = (field + ((extent - 1) * step), step * stride / node.Op.Rise);
        }

        return [.. network.StageOutputs.Select((output, stage) => new StageFacts(
            output.Shape,
            (int)Math.Ceiling(reaches[output].Field - Rounding),
            network.Rows.Where(row => row.Stage == stage).Sum(row => row.Node.Op.MultiplyAdds(row.Node))))];
    }
}
