using System.Text.Json;
using Spectre.Console;

namespace CnnGen.Benchmarks.Start;

/// <summary>Medians over launches, with the least and the greatest.</summary>
internal readonly record struct Spread(double Median, double Least, double Greatest)
{
    public static Spread Of(IReadOnlyCollection<double> values) => new(Round(Measure.Median(values)), Round(values.Min()), Round(values.Max()));

    private static double Round(double value) => Math.Round(value, 2);
}

/// <summary>The launches of one program with one network.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Contender">Name of the program.</param>
/// <param name="FirstMs">Milliseconds from start to first scores.</param>
/// <param name="FullMs">Milliseconds from start to full speed.</param>
/// <param name="CallUs">Microseconds of a call at full speed.</param>
/// <param name="ResidentMib">The most memory resident until the first scores.</param>
internal sealed record StartResult(string Network, string Contender, Spread FirstMs, Spread FullMs, Spread CallUs, Spread ResidentMib)
{
    public static StartResult Of(string network, string contender, IReadOnlyCollection<Launch> launches) => new(
        network,
        contender,
        Spread.Of([.. launches.Select(launch => launch.FirstMs)]),
        Spread.Of([.. launches.Select(launch => launch.FullMs)]),
        Spread.Of([.. launches.Select(launch => launch.CallUs)]),
        Spread.Of([.. launches.Select(launch => launch.ResidentMiB)]));
}

/// <summary>Shows launches on the console and as JSON.</summary>
internal static class StartReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private static readonly string[] Headings = ["network", "process", "first scores, ms", "full speed, ms", "a call then", "resident, MiB"];

    private static string Title => $"{Report.Processor}, {Report.Isa}, one thread each; medians of processes in turns, with least and greatest";

    public static void Show(IReadOnlyList<StartResult> results)
    {
        Table table = new Table().Title(Markup.Escape(Title));
        for (int i = 0; i < Headings.Length; i++)
            _ = table.AddColumn(new TableColumn(Headings[i]) { Alignment = i > 1 ? Justify.Right : Justify.Left, NoWrap = true });
        foreach (StartResult result in results)
            _ = table.AddRow([.. Cells(result).Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    public static void WriteMarkdown(IReadOnlyList<StartResult> results, FileInfo file) => File.WriteAllLines(
        file.FullName,
        [$"{Title}.", "", Row(Headings), Row(Headings.Select((_, i) => i > 1 ? "--:" : "---")), .. results.Select(result => Row(Cells(result)))]);

    public static void WriteJson(IReadOnlyList<StartResult> results, FileInfo file) =>
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(results, Json) + "\n");

    private static string[] Cells(StartResult result) =>
        [result.Network, result.Contender, Cell(result.FirstMs), Cell(result.FullMs), Report.Time(result.CallUs.Median), Cell(result.ResidentMib)];

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string Cell(Spread spread) => $"{Number(spread.Median)} ({Number(spread.Least)}..{Number(spread.Greatest)})";

    private static string Number(double value) => Report.Number(value, value < 100 ? "0.0" : "0");
}
