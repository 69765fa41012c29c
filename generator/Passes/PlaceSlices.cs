using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Passes;

/// <summary>
/// Turns copies between a map and its channels into places: what is to be concatenated is written where it belongs at once, and the gradient of a
/// concatenation's input is read where it lies. A value has one place; where a second is wanted, or vectors would not fit, a copy remains.
/// </summary>
internal static class PlaceSlices
{
    /// <param name="nodes">All nodes of the session.</param>
    /// <param name="apart">Values that sessions look for at an offset of their own: input, output, gradient of the input.</param>
    public static void Run(IReadOnlyCollection<Node> nodes, params Value[] apart)
    {
        HashSet<Value> fixedValues = [.. apart];
        foreach (Node node in nodes.Reverse())
        {
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (node.Op.ChannelOfInput(node, i) is { } channel)
                    Place(node.Inputs[i], node.Output, channel, fixedValues, LeavesLanes(node.Inputs[i], node.Output, channel));
            }
        }

        foreach (Node node in nodes)
        {
            if (node.Op.ChannelOfOutput(node) is { } channel)
                Place(node.Output, node.Input, channel, fixedValues, leavesLanes: false);
        }
    }

    /// <summary>Whether nothing is left to do for a node: all that it would copy is in place.</summary>
    public static bool IsInPlace(Node node) =>
        node.Op.ChannelOfOutput(node) is { } channel
            ? IsSlice(node.Output, node.Input, channel)
            : node.Inputs.Count > 0 && Enumerable.Range(0, node.Inputs.Count).All(i => IsInPlace(node, i));

    /// <summary>Whether an input lies in the output already.</summary>
    public static bool IsInPlace(Node node, int input) =>
        node.Op.ChannelOfInput(node, input) is { } channel && IsSlice(node.Inputs[input], node.Output, channel);

    private static bool IsSlice(Value value, Value whole, int channel) => value.Whole == whole && value.FirstChannel == channel;

    private static void Place(Value slice, Value whole, int channel, HashSet<Value> apart, bool leavesLanes)
    {
        string? reason = apart.Contains(slice) || slice.Keep ? $"{slice.Name} has a place of its own"
            : slice.Whole is not null ? $"{slice.Name} lies in {slice.Whole.Name}"
            : channel % Map.HalfVector != 0 ? $"{slice.Name} begins within a vector"
            : !Fits(slice, whole, channel) ? $"{slice.Name} is not a whole number of vectors"
            : leavesLanes ? $"{slice.Name} ends before the last vector does"
            : null;
        if (reason is null)
            slice.PlaceIn(whole, channel);
        else
            slice.CopyReason = reason;
    }

    /// <summary>Whether the last of the maps that are joined, written in place, would leave lanes past the whole's channels that nobody makes zero.</summary>
    private static bool LeavesLanes(Value slice, Value whole, int channel) =>
        channel + slice.Shape.Channels == whole.Shape.Channels && channel + Map.LanesOf(slice.Shape.Channels) != Map.LanesOf(whole.Shape.Channels);

    /// <summary>A slice is whole vectors, or the last, whose padding is the whole's.</summary>
    private static bool Fits(Value slice, Value whole, int channel)
    {
        int lanes = Map.LanesOf(slice.Shape.Channels);
        return lanes == slice.Shape.Channels
            || (channel + slice.Shape.Channels == whole.Shape.Channels && channel + lanes == Map.LanesOf(whole.Shape.Channels));
    }
}
