using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Passes;

/// <summary>Gives each node the scratch and fixed values that its op needs in this mode.</summary>
internal static class AddExtras
{
    public static Graph.Graph Run(Graph.Graph graph, Mode mode)
    {
        foreach (Node node in graph.Nodes)
        {
            foreach (Value extra in node.Op.Extras(node, mode))
                node.Extras.Add(extra.Name, extra);
        }

        return graph;
    }
}
