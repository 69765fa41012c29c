using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Layers;

// y = the channels of a, then those of b, ... (Inception: Szegedy et al. 2014; DenseNet: Huang et al. 2016; U-Net: Ronneberger et al. 2015).
// The gradient of each input is its slice of the channels.
internal static class ConcatLayer
{
    public static void Build(LayerContext layer)
    {
        IReadOnlyList<(string Name, Value Value)> inputs = layer.JoinedInputs();
        (string firstName, Value first) = inputs[0];
        foreach ((string name, Value value) in inputs.Skip(1))
        {
            layer.Require(
                (value.Shape.Height, value.Shape.Width) == (first.Shape.Height, first.Shape.Width), Descriptors.ShapesDoNotConcat, "",
                firstName, first.Shape.ToString(), name, value.Shape.ToString());
        }

        long channels = inputs.Sum(input => (long)input.Value.Shape.Channels);
        layer.RequireAddressable("the output", channels, first.Shape.Height, first.Shape.Width);
        layer.Add(new ConcatOp(), [.. inputs.Select(input => input.Value)], first.Shape with { Channels = (int)channels });
    }
}

internal sealed record ConcatOp : Op
{
    public override string Describe(Node node)
    {
        string[] copied = [.. Enumerable.Range(0, node.Inputs.Count).Select(i => CopyReason(node, i)).OfType<string>().Distinct()];
        return $"channels of {node.Inputs.Count} maps{(copied.Length == 0 ? "" : $", copied because {string.Join(" and ", copied)}")}";
    }

    public override int? ChannelOfInput(Node node, int index) => IsRepeated(node, index) ? null : node.Inputs.Take(index).Sum(input => input.Shape.Channels);

    public override void Emit(StepWriter writer, Node node)
    {
        for (int i = 0, channel = 0; i < node.Inputs.Count; channel += node.Inputs[i++].Shape.Channels)
        {
            if (PlaceSlices.IsInPlace(node, i))
                continue;
            string kernel = writer.Kernel("ChannelSlice", $"{node.Identifier}Slice{i + 1}", $"{StepWriter.Map(node.Output)}, {StepWriter.Map(node.Inputs[i])}, firstChannel: {channel}");
            writer.Line($"{kernel}.Write(samples, {StepWriter.At(node.Inputs[i])}, {StepWriter.At(node.Output)});");
        }
    }

    public override void Backward(Differentiator d, Node node)
    {
        Value gradient = d.GradientOf(node.Output);
        int channel = 0;
        foreach (Value input in node.Inputs)
        {
            d.Add(node.Label, new ChannelSliceOp(channel), [gradient], d.NewGradient(input));
            channel += input.Shape.Channels;
        }
    }

    private static bool IsRepeated(Node node, int index) => node.Inputs.Take(index).Contains(node.Inputs[index]);

    private static string? CopyReason(Node node, int index) =>
        PlaceSlices.IsInPlace(node, index) ? null
        : IsRepeated(node, index) ? $"{node.Inputs[index].Name} stands in it twice"
        : node.Inputs[index].CopyReason;
}

/// <summary>Some channels of a map.</summary>
internal sealed record ChannelSliceOp(int First) : Op
{
    public override int? ChannelOfOutput(Node node) => First;

    public override string Describe(Node node) =>
        $"gradient of channels {First} to {First + node.Output.Shape.Channels - 1}{(node.Output.CopyReason is { } reason ? $", copied because {reason}" : "")}";

    public override void Emit(StepWriter writer, Node node)
    {
        string kernel = writer.Kernel("ChannelSlice", $"{node.Output.Name}Slice", $"{StepWriter.Map(node.Input)}, {StepWriter.Map(node.Output)}, firstChannel: {First}");
        writer.Line($"{kernel}.Read(samples, {StepWriter.At(node.Input)}, {StepWriter.At(node.Output)});");
    }
}
