using System.Linq;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Passes;

/// <summary>Gives each op the kernel that is fastest for its shapes.</summary>
internal static class ChooseKernels
{
    public static Graph.Graph Run(Graph.Graph graph, Mode mode)
    {
        Setting setting = Setting.Of(graph, mode);
        return new(graph.Input, graph.Output, [.. graph.Nodes.SelectMany(node => node.Op.ChooseNodes(node, setting))]);
    }
}
