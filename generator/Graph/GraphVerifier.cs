using System;
using System.Collections.Generic;
using System.Linq;

namespace CnnGen.Generator.Graph;

/// <summary>Checks after each pass what every graph must satisfy; a failure is a fault of the pass, which it names.</summary>
internal static class GraphVerifier
{
    public static Graph Check(this Graph graph, string pass)
    {
        HashSet<Value> known = [graph.Input];
        HashSet<string> names = [graph.Input.Name];
        foreach (Node node in graph.Nodes)
        {
            foreach (Value input in node.Inputs)
            {
                if (!known.Contains(input))
                    throw new InvalidOperationException($"After {pass}, '{node.Label}' reads {input.Name} before it is written");
            }

            foreach (Value output in node.Outputs.Concat(node.Extras.Values))
            {
                if (known.Add(output) && !names.Add(output.Name))
                    throw new InvalidOperationException($"After {pass}, two values are called {output.Name}");
            }
        }

        if (!known.Contains(graph.Output))
            throw new InvalidOperationException($"After {pass}, nothing writes the output {graph.Output.Name}");
        return graph;
    }
}
