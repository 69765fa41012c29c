using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Passes;

/// <summary>
/// Joins neighbours where one op can take over the other's work while its result is still in registers or cache. The op that absorbs decides;
/// values that somebody else reads, or that are kept, stay.
/// </summary>
internal static class FuseOps
{
    public static Graph.Graph Run(Graph.Graph graph, Mode mode)
    {
        Graph.Graph current = RemoveUnused(RemoveIdentities(graph, mode), mode);
        if (mode == Mode.Predict)
            current = JoinAll(current, FoldNorm);
        current = AverageFirst.Run(current);
        current = JoinAll(current, (previous, next) => Absorb(previous, next, mode));
        return ShareStatistics(AbsorbSums(current, mode), mode);
    }

    /// <summary>Leaves out ops that do nothing in this mode; what they kept, their input keeps.</summary>
    private static Graph.Graph RemoveIdentities(Graph.Graph graph, Mode mode)
    {
        Dictionary<Value, Value> replaced = [];
        List<Node> nodes = [];
        foreach (Node node in graph.Nodes)
        {
            Value[] inputs = [.. node.Inputs.Select(value => replaced.TryGetValue(value, out Value? original) ? original : value)];
            if (!node.Op.IsIdentity(mode))
            {
                nodes.Add(new Node(node.Label, node.Op, inputs, [.. node.Outputs]));
                continue;
            }

            foreach (Value output in node.Outputs)
            {
                replaced[output] = inputs[0];
                output.StandIn = inputs[0];
                inputs[0].Keep |= output.Keep;
            }
        }

        return new Graph.Graph(graph.Input, replaced.TryGetValue(graph.Output, out Value? end) ? end : graph.Output, nodes);
    }

    /// <summary>Leaves out what nothing depends on: in prediction auxiliary outputs, in training what no loss sees.</summary>
    private static Graph.Graph RemoveUnused(Graph.Graph graph, Mode mode)
    {
        HashSet<Value> used = mode == Mode.Predict ? [graph.Output] : [];
        List<Node> nodes = [];
        foreach (Node node in graph.Nodes.Reverse())
        {
            bool wanted = mode == Mode.Predict
                ? node.Outputs.Any(output => used.Contains(output) || output.Keep)
                : node.Outputs.Count == 0 || node.Op.HasState || node.Outputs.Any(used.Contains);
            if (!wanted)
                continue;
            used.UnionWith(node.Inputs);
            nodes.Insert(0, node);
        }

        return new Graph.Graph(graph.Input, graph.Output, nodes);
    }

    /// <summary>A normalisation by known statistics disappears in the weights before it.</summary>
    private static Op? FoldNorm(Op previous, Op next) => next.AsFoldableNorm is { } norm ? previous.Fold(norm) : null;

    /// <summary>The later op is asked first: a pooling applies an activation to a quarter of the values.</summary>
    private static Op? Absorb(Op previous, Op next, Mode mode) => next.AbsorbPrevious(previous, mode) ?? previous.Absorb(next, mode);

    private static Graph.Graph JoinAll(Graph.Graph graph, System.Func<Op, Op, Op?> join)
    {
        while (JoinOnce(graph, join) is { } joined)
            graph = joined;
        return graph;
    }

    private static Graph.Graph? JoinOnce(Graph.Graph graph, System.Func<Op, Op, Op?> join)
    {
        foreach (Node previous in graph.Nodes.Reverse())
        {
            if (previous.Outputs.Count != 1 || !graph.IsPrivate(previous.Output))
                continue;
            Node next = graph.ReadersOf(previous.Output).First();
            if (next.Outputs.Count == 0 || next.Inputs.Count != 1)
                continue;
            if (join(previous.Op, next.Op) is not { } op)
                continue;
            Node joined = new(op.GetType() == previous.Op.GetType() ? previous.Label : next.Label, op, [.. previous.Inputs], [.. next.Outputs]);
            return new Graph.Graph(graph.Input, graph.Output, [.. graph.Nodes.Select(node => node == previous ? joined : node).Where(node => node != next)]);
        }

        return null;
    }

    /// <summary>Lets the op that makes one of a sum's two maps add the other: of those that could the one that leaves most as it is, or else the later.</summary>
    public static Graph.Graph AbsorbSums(Graph.Graph graph, Mode mode)
    {
        List<Node> nodes = [.. graph.Nodes];
        foreach (Node sum in graph.Nodes)
        {
            if (sum.Op.AsSum is not { } added || sum.Inputs.Count != 2 || sum.Inputs[0] == sum.Inputs[1])
                continue;
            foreach (Node writer in nodes.Where(node => node.Outputs.Count == 1 && node.Inputs.Count == 1 && sum.Inputs.Contains(node.Output) && graph.IsPrivate(node.Output)).Reverse().OrderByDescending(node => node.Op.LeavesMostZero).ToList())
            {
                if (writer.Op.AbsorbSum(added, mode) is not { } op)
                    continue;
                Node adding = new(writer.Label, op, [writer.Input, sum.Inputs.First(input => input != writer.Output)], [.. sum.Outputs]);
                foreach (KeyValuePair<string, Value> extra in writer.Extras)
                    adding.Extras.Add(extra.Key, extra.Value);
                nodes[nodes.IndexOf(sum)] = adding;
                nodes.Remove(writer);
                break;
            }
        }

        return new Graph.Graph(graph.Input, graph.Output, nodes);
    }

    /// <summary>Lets the op before a normalisation gather its statistics while the values are in the cache; normalisations of one value share them.</summary>
    private static Graph.Graph ShareStatistics(Graph.Graph graph, Mode mode)
    {
        List<Node> nodes = [.. graph.Nodes];
        Dictionary<Value, Value> gathered = [];
        for (int i = 0; i < nodes.Count; i++)
        {
            Node node = nodes[i];
            if (node.Op.PartialStatistics(node, mode) is not { } partials)
                continue;
            if (gathered.TryGetValue(node.Input, out Value? known))
            {
                nodes[i] = new Node(node.Label, node.Op, [node.Input, known, .. node.Inputs.Skip(1)], [.. node.Outputs]);
                continue;
            }

            gathered.Add(node.Input, partials);
            Node? writer = nodes.FirstOrDefault(candidate => candidate.Outputs.Contains(node.Input));
            Op? gathering = writer?.Op.GatheringStatistics();
            nodes[i] = new Node(node.Label, node.Op, [node.Input, partials, .. node.Inputs.Skip(1)], [.. node.Outputs]);
            Node source = gathering is null
                ? new Node(node.Label, node.Op.StatisticsOp(), [node.Input], [partials])
                : new Node(writer!.Label, gathering, [.. writer.Inputs], [.. writer.Outputs, partials]);
            if (gathering is null)
                nodes.Insert(i++, source);
            else
                nodes[nodes.IndexOf(writer!)] = source;
        }

        return new Graph.Graph(graph.Input, graph.Output, nodes);
    }
}
