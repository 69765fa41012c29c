using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Passes;

/// <summary>
/// Exchanges an op that treats each pixel for itself, by an affine function, with the average over windows behind it: the function of an average is the average
/// of the function, and takes as many times less work as there are fewer pixels then.
/// </summary>
internal static class AverageFirst
{
    public static Graph.Graph Run(Graph.Graph graph)
    {
        List<Node> nodes = [.. graph.Nodes];
        foreach (Node average in graph.Nodes.Where(node => node.Op.IsAverage))
        {
            Value between = average.Input;
            Node? function = nodes.Find(node => node.Op.IsAffineByPixel && node.Outputs.Contains(between));
            if (function is null || !graph.IsPrivate(between) || average.Output.Shape.Pixels >= between.Shape.Pixels)
                continue;
            Shape pooled = new(function.Input.Shape.Channels, average.Output.Shape.Height, average.Output.Shape.Width);
            Value averages = new($"{between.Name}Averages", pooled, Storage.Map);
            nodes[nodes.IndexOf(function)] = new Node(average.Label, average.Op, [function.Input], [averages]);
            nodes[nodes.IndexOf(average)] = new Node(function.Label, function.Op, [averages], [average.Output]);
        }

        return new Graph.Graph(graph.Input, graph.Output, nodes);
    }
}
