using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;
using CnnGen.Generator.Plan;

namespace CnnGen.Generator.Emit;

/// <summary>What the code of predictors and trainers has in common: the memory plan as constants, kernels as fields, steps as calls.</summary>
internal static class SessionBody
{
    /// <summary>One method of steps: each with a line of English, then its call.</summary>
    public static string Steps(StepWriter writer, string signature, IEnumerable<Node> nodes, MemoryPlan memory, Value? input = null)
    {
        SourceWriter body = new();
        writer.Body = body;
        using (body.Block(signature))
        {
            bool first = true;
            if (input is not null && NeedsBorder(input, memory))
            {
                body.Line($"// the input's zero border: its memory is used again further down\n{Border(input)}");
                first = false;
            }

            foreach (Node node in nodes.Where(node => !PlaceSlices.IsInPlace(node)))
            {
                if (!first)
                    body.Line();
                first = false;
                body.Line($"// {node.Label}: {node.Op.Describe(node)}{Shapes(node)}");
                foreach (Value output in node.Outputs.Where(output => NeedsBorder(output, memory) && writer.TakeBorder(output)))
                    body.Line(Border(output.Root));
                node.Op.Emit(writer, node);
            }
        }

        return body.ToString();
    }

    /// <summary>The plan: one constant for each value, its layout, and who shares its memory.</summary>
    public static void EmitPlan(SourceWriter writer, MemoryPlan memory, IReadOnlyList<Node> steps)
    {
        writer.Line($"// Memory of one sample: {Text.Count(memory.SampleSize)} floats; without sharing it would be {Text.Count(memory.UnsharedSize)}.");
        foreach (Placement placement in memory.Samples)
        {
            writer.Line(
                $"private const int {placement.Value.Name} = {Text.Literal(placement.Offset)}; // {placement.Value.Shape}, {Text.Count(placement.Value.Floats)} floats, {When(placement, steps)}{Contents(placement, memory)}{Sharers(placement, memory)}");
            foreach (Value value in memory.Slices.Where(value => value.Overwrites && value.Root == placement.Value))
                writer.Line($"private const int {value.Name} = {value.Whole!.Name}; // {value.Shape}, in its place");
        }

        if (memory.Fixed.Count > 0)
        {
            writer.Line().Line($"// Memory that does not depend on the batch: {Text.Count(memory.FixedSize)} floats.");
            foreach (Placement placement in memory.Fixed)
            {
                string lifetime = placement.Value.Storage == Storage.Scratch ? $", {When(placement, steps)}" : "";
                writer.Line($"private const int {placement.Value.Name} = {Text.Literal(placement.Offset)}; // {Text.Count(placement.Value.Floats)} floats{lifetime}");
            }
        }

        if (memory.Scratch > 0)
            writer.Line().Line($"// Memory that each thread has to itself within a step: {Text.Count(memory.Scratch)} floats.");
        writer.Line();
        foreach (Value value in memory.Samples.Select(placement => placement.Value).Concat(memory.Slices).Where(value => value.Storage == Storage.Map))
            writer.Line($"private static readonly Kernels::Map {value.Name}Map = {DeclarationEmitter.MapCode(value.Map)};");
        writer.Line();
    }

    private static string Contents(Placement placement, MemoryPlan memory)
    {
        Value[] slices = [.. memory.Slices.Where(slice => slice.Root == placement.Value && !slice.Overwrites)];
        return slices.Length == 0 ? "" : $"; holds {string.Join(", ", slices.Select(slice => $"{slice.Name} from channel {slice.RootChannel}"))}";
    }

    private static string Sharers(Placement placement, MemoryPlan memory)
    {
        const int Shown = 3;
        List<string> names = [.. memory.Samples.Where(other => other != placement && other.SharesMemoryWith(placement)).Select(other => other.Value.Name)];
        if (names.Count == 0)
            return "";
        string rest = names.Count > Shown ? $" and {names.Count - Shown} more" : "";
        return $"; shares with {string.Join(", ", names.Take(Shown))}{rest}";
    }

    private static bool NeedsBorder(Value value, MemoryPlan memory) =>
        value.Storage == Storage.Map && value.Map.HasBorder && memory.IsOverwritten(value);

    private static string Border(Value value) => $"{StepWriter.Kernels}Zero.Border({StepWriter.Map(value)}, samples, {StepWriter.At(value)});";

    private static string Shapes(Node node) =>
        node.Outputs.Count > 0 && node.Op.ChannelOfInput(node, 0) is not null ? $", to {node.Output.Shape}"
        : node.Outputs.Count > 0 && node.Outputs[0].Storage == Storage.Map && node.Inputs[0].Shape != node.Outputs[0].Shape
            ? $", {node.Inputs[0].Shape} -> {node.Outputs[0].Shape}"
        : node.Inputs.Count > 0 ? $", {node.Inputs[0].Shape}"
        : "";

    private static string When(Placement placement, IReadOnlyList<Node> steps) => placement.First == placement.Last
        ? $"step {Step(placement.First, steps)}"
        : $"steps {Step(placement.First, steps)} to {Step(placement.Last, steps)}";

    private static string Step(int step, IReadOnlyList<Node> steps) => step < 0 ? "input" : step >= steps.Count ? "end" : $"{step + 1}";
}
