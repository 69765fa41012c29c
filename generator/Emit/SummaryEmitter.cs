using System;
using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;

namespace CnnGen.Generator.Emit;

/// <summary>
/// The table of a network: layers, kernels chosen for prediction, output shapes, parameters, multiply-accumulates, memory. Layers of one stage or block
/// stand indented below its name, so that the table of a deep network is no wider than a screen.
/// </summary>
internal static class SummaryEmitter
{
    private const int BytesPerFloat = 4;

    public static string Table(ModelSpec spec, PredictionProgram prediction, TrainingProgram training)
    {
        Network network = prediction.Network;
        ILookup<string, string> kernels = prediction.Graph.Nodes.ToLookup(node => node.Label, node => node.Op.ChosenKernel);
        List<string[]> rows = [["layer", "", "kernel", "output", "parameters", "multiply-adds", "memory"]];
        rows.Add(["input", "", "", network.Graph.Input.Shape.ToString(), "", "", Kilobytes(network.Graph.Input.Shape.Count)]);
        string group = "";
        foreach (LayerRow row in network.Rows)
        {
            string above = row.Label.Substring(0, Math.Max(0, row.Label.LastIndexOf('.')));
            if (above != group && above.Length > 0)
                rows.Add([above]);
            group = above;
            long parameters = row.Node.Op.Parameters.Where(parameter => parameter.Trainable).Sum(parameter => parameter.Count);
            long multiplyAdds = row.Node.Op.MultiplyAdds(row.Node);
            rows.Add([
                group.Length > 0 ? $"  {row.Label.Substring(group.Length + 1)}" : row.Label,
                row.Node.Op.Describe(row.Node),
                kernels[row.Label].FirstOrDefault() ?? "",
                row.Node.Outputs.Count > 0 ? row.Node.Output.Shape.ToString() : "",
                parameters > 0 ? Text.Count(parameters) : "",
                multiplyAdds > 0 ? Text.Count(multiplyAdds) : "",
                row.Node.Outputs.Count > 0 ? Kilobytes(row.Node.Output.Shape.Count) : ""]);
        }

        long allMultiplyAdds = network.Rows.Sum(row => row.Node.Op.MultiplyAdds(row.Node));
        rows.Add(["total", "", "", "", Text.Count(network.ParameterCount), Text.Count(allMultiplyAdds), ""]);

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Where(row => row.Length > 1).Max(row => row[column].Length))];
        List<string> lines = [spec.Name.TrimStart('@'), .. rows.Select(row => Line(row, widths))];
        string rule = new('-', lines.Max(line => line.Length));
        lines.Insert(2, rule);
        lines.Insert(lines.Count - 1, rule);
        lines.Add($"A predictor takes {Kilobytes(prediction.Memory.SampleSize)} a sample (without sharing {Kilobytes(prediction.Memory.UnsharedSize)}) and {Kilobytes(prediction.Memory.SharedSize)} of weights and scratch;");
        lines.Add($"a trainer {Kilobytes(training.Memory.SampleSize)} a sample (without sharing {Kilobytes(training.Memory.UnsharedSize)}).");
        return string.Join("\n", lines);
    }

    private static string Line(string[] row, int[] widths)
    {
        const int FirstNumber = 4;
        IEnumerable<string> cells = row.Select((cell, column) => column < FirstNumber ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
        return string.Join("  ", cells).TrimEnd();
    }

    private static string Kilobytes(long floats) => $"{Text.Count((floats * BytesPerFloat + 1023) / 1024)} KB";
}
