using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Passes;

namespace CnnGen.Generator.Emit;

/// <summary>
/// The table of a network: layers, kernels chosen for prediction, output shapes, parameters, multiply-accumulates, the share of a prediction's time that
/// the cost model expects, memory. Layers of one stage or block
/// stand indented below its name, so that the table of a deep network is no wider than a screen.
/// </summary>
internal static class SummaryEmitter
{
    private const int BytesPerFloat = 4;

    public static string Table(ModelSpec spec, PredictionProgram prediction, TrainingProgram training)
    {
        Network network = prediction.Network;
        ILookup<string, string> kernels = prediction.Graph.Nodes.ToLookup(node => node.Label, node => node.Op.ChosenKernel);
        ILookup<string, double> costs = prediction.Graph.Nodes.ToLookup(node => node.Label, node => PlaceSlices.IsInPlace(node) ? 0 : node.Op.Cost(node));
        double allCosts = costs.Sum(layer => layer.Sum());
        List<string[]> rows = [["layer", "", "kernel", "output", "parameters", "multiply-adds", "time", "memory"]];
        rows.Add(["input", "", "", network.Graph.Input.Shape.ToString(), "", "", "", Kilobytes(network.Graph.Input.Shape.Count)]);
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
                kernels[row.Label].FirstOrDefault(kernel => kernel.Length > 0) ?? "",
                row.Node.Outputs.Count > 0 ? row.Node.Output.Shape.ToString() : "",
                parameters > 0 ? Text.Count(parameters) : "",
                multiplyAdds > 0 ? Text.Count(multiplyAdds) : "",
                Share(costs[row.Label].Sum() / allCosts),
                row.Node.Outputs.Count > 0 ? Kilobytes(row.Node.Output.Shape.Count) : ""]);
        }

        long allMultiplyAdds = network.Rows.Sum(row => row.Node.Op.MultiplyAdds(row.Node));
        rows.Add(["total", "", "", "", Text.Count(network.ParameterCount), Text.Count(allMultiplyAdds), "", ""]);

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Where(row => row.Length > 1).Max(row => row[column].Length))];
        List<string> lines = [spec.Name.TrimStart('@'), .. rows.Select(row => Line(row, widths))];
        string rule = new('-', lines.Max(line => line.Length));
        lines.Insert(2, rule);
        lines.Insert(lines.Count - 1, rule);
        lines.Add("time: the share of a prediction's time that the cost model expects; layers without one are done by another, or take less than half a percent.");
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

    private static string Share(double part) => part < 0.005 ? "" : part.ToString("0 %", CultureInfo.InvariantCulture);

    private static string Kilobytes(long floats) => $"{Text.Count((floats * BytesPerFloat + 1023) / 1024)} KB";
}
