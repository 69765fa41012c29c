using System.Globalization;
using CnnGen;
using Spectre.Console;

namespace Zoo;

/// <summary>The table of the notes: parameters, work, memory, code and time of each network.</summary>
internal static class Comparison
{
    private const int TableWidth = 120;

    public static void Show(IAnsiConsole console, IReadOnlyList<Entry> networks, TimeSpan timing)
    {
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = TableWidth;
        Table table = new Table().Border(TableBorder.Rounded).Title("Networks, one image at a time on one thread");
        table.AddColumn(new TableColumn("network").NoWrap());
        foreach (string column in (string[])["parameters", "multiply-adds", "predict, MB", "train, MB", "lines", "ms", "GMAC/s"])
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap());
        foreach (Entry entry in networks)
            table.AddRow(Row(entry, timing));
        console.Write(table);
        console.WriteLine("predict, train: memory for the maps of one image, of what it would be if none was shared and concatenations were copies.");
        console.WriteLine("lines: emitted code of predictor and trainer. ms: median time of a prediction.");
    }

    private static string[] Row(Entry entry, TimeSpan timing)
    {
        NetworkFacts facts = entry.Facts;
        double? milliseconds = timing > TimeSpan.Zero ? Timing.Median(entry.Create(1), timing) : null;
        return
        [
            entry.Name,
            facts.Parameters.ToString("N0", CultureInfo.InvariantCulture),
            facts.MultiplyAdds.ToString("N0", CultureInfo.InvariantCulture),
            Megabytes(facts.Prediction),
            Megabytes(facts.Training),
            facts.Lines.ToString("N0", CultureInfo.InvariantCulture),
            milliseconds?.ToString(milliseconds < 1 ? "F3" : "F1", CultureInfo.InvariantCulture) ?? "",
            milliseconds is { } time ? (facts.MultiplyAdds / time / 1e6).ToString("F0", CultureInfo.InvariantCulture) : "",
        ];
    }

    private static string Megabytes(SessionMemory memory)
    {
        return $"{Text(memory.PerSample)} of {Text(memory.PerSampleUnshared),6}";

        static string Text(long bytes) => (bytes / 1048576.0).ToString("F2", CultureInfo.InvariantCulture);
    }
}
