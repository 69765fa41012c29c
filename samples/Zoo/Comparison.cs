using System.Diagnostics;
using System.Globalization;
using CnnGen;
using Spectre.Console;

namespace Zoo;

/// <summary>The table of the notes: parameters, work, memory, code and time of each network.</summary>
internal static class Comparison
{
    private const int TableWidth = 132;

    public static void Show(IAnsiConsole console, IReadOnlyList<Entry> networks, TimeSpan timing)
    {
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = TableWidth;
        Table table = new Table().Border(TableBorder.Rounded).Title("Networks, one image at a time on one thread");
        table.AddColumn("network");
        foreach (string column in (string[])["parameters", "multiply-adds", "predict, MB", "without sharing", "train, MB", "without sharing", "lines", "ms", "GMAC/s"])
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (Entry entry in networks)
            table.AddRow(Row(entry, timing));
        console.Write(table);
        console.WriteLine("predict, train: memory for the maps of one image, and what it would be if no two shared memory and concatenations were copies.");
        console.WriteLine("lines: emitted code of predictor and trainer; ms: median time of a prediction.");
    }

    private static string[] Row(Entry entry, TimeSpan timing)
    {
        NetworkFacts facts = entry.Facts;
        double? milliseconds = timing > TimeSpan.Zero ? Median(entry.Create(), timing) : null;
        return
        [
            entry.Name,
            facts.Parameters.ToString("N0", CultureInfo.InvariantCulture),
            facts.MultiplyAdds.ToString("N0", CultureInfo.InvariantCulture),
            Megabytes(facts.Prediction.PerSample),
            Megabytes(facts.Prediction.PerSampleUnshared),
            Megabytes(facts.Training.PerSample),
            Megabytes(facts.Training.PerSampleUnshared),
            facts.Lines.ToString("N0", CultureInfo.InvariantCulture),
            milliseconds?.ToString(milliseconds < 1 ? "F3" : "F1", CultureInfo.InvariantCulture) ?? "",
            milliseconds is { } time ? (facts.MultiplyAdds / time / 1e6).ToString("F0", CultureInfo.InvariantCulture) : "",
        ];
    }

    /// <summary>Median milliseconds of predictions of one image.</summary>
    private static double Median(Model model, TimeSpan timing)
    {
        using Predictor predictor = model.CreatePredictor(batch: 1);
        float[] image = new float[predictor.FloatsPerImage];
        for (int i = 0; i < image.Length; i++)
            image[i] = (i % 251 / 251f) - 0.5f;
        predictor.Run(image);
        List<double> times = [];
        for (long start = Stopwatch.GetTimestamp(); times.Count < 3 || Stopwatch.GetElapsedTime(start) < timing;)
        {
            long begin = Stopwatch.GetTimestamp();
            predictor.Run(image);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    private static string Megabytes(long bytes) => (bytes / 1048576.0).ToString("F2", CultureInfo.InvariantCulture);
}
