using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Passes;

/// <summary>
/// Places what an op writes pixel by pixel over an input that nobody reads afterwards: memory that was just read is in the cache, and a border that is zero
/// stays so.
/// </summary>
internal static class OverwriteInputs
{
    /// <param name="nodes">All nodes of the session, in the order they run.</param>
    /// <param name="apart">Values that sessions look for at an offset of their own: input, output, gradient of the input.</param>
    public static void Run(IReadOnlyList<Node> nodes, params Value[] apart)
    {
        Dictionary<Value, int> lastUses = [];
        Dictionary<Value, Node> writers = [];
        Dictionary<Value, Border> borders = ChooseLayouts.BordersAskedFor(nodes);
        HashSet<Value> untouched = [.. apart];
        for (int step = 0; step < nodes.Count; step++)
        {
            foreach (Value output in nodes[step].Outputs)
                writers[output] = nodes[step];
            foreach (Value value in nodes[step].Inputs.Concat(nodes[step].Outputs))
            {
                lastUses[value.Root] = step;
                if (value.Keep)
                    untouched.Add(value.Root);
            }
        }

        for (int step = 0; step < nodes.Count; step++)
        {
            Node node = nodes[step];
            if (node.Outputs.Count == 0 || node.Output.Root != node.Output || untouched.Contains(node.Output))
                continue;
            if (node.Op.Overwritable(node).Select(i => node.Inputs[i]).FirstOrDefault(IsFree) is not { } overwritten)
                continue;
            Value root = overwritten.Root;
            (lastUses[root], borders[root]) = (lastUses[node.Output], BorderOf(root).Union(BorderOf(node.Output)));
            node.Output.PlaceIn(overwritten, 0);

            bool IsFree(Value input) =>
                input.Root.Shape == node.Output.Shape && lastUses[input.Root] == step && !untouched.Contains(input.Root)
                && node.Inputs.Count(other => other.Root == input.Root) == 1
                && (BorderOf(input.Root) == BorderOf(node.Output) || MayHaveBorder(input));
        }

        Border BorderOf(Value root) => borders.TryGetValue(root, out Border border) ? border : default;

        // What is written from a map without a border is written as one long row, which a border would cut up.
        bool MayHaveBorder(Value value) => writers.TryGetValue(value, out Node? writer) && writer.Op.BorderOf(writer, 0) != default;
    }
}
