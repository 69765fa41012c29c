using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CnnGen.Benchmarks.Commands;
using Spectre.Console;

namespace CnnGen.Benchmarks;

/// <summary>One comparison: medians over rounds, in microseconds a call.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Task"><c>predict</c> or <c>train</c>.</param>
/// <param name="Batch">Samples of a call.</param>
/// <param name="Threads">Threads of CnnGen, and the most of the peer.</param>
/// <param name="Isa">Vectors that CnnGen's kernels use: <c>avx512</c>, <c>avx2</c> or <c>sse</c>.</param>
/// <param name="OursUs">CnnGen's time.</param>
/// <param name="Peer">The other library.</param>
/// <param name="PeerUs">Its time.</param>
/// <param name="OursBytes">Managed bytes that CnnGen allocates a call.</param>
internal sealed record Result(
    string Network, string Task, int Batch, int Threads, string Isa, double OursUs, string Peer, double PeerUs, double OursBytes)
{
    /// <summary>How many times faster CnnGen is.</summary>
    public double Ratio => Math.Round(PeerUs / OursUs, 3);

    /// <summary>Smallest and greatest ratio of a round.</summary>
    [JsonIgnore]
    public (double Least, double Greatest) Spread { get; init; }

    /// <summary>What to know of the peer's setting.</summary>
    [JsonIgnore]
    public string PeerSetting { get; init; } = "";

    /// <param name="network">Name of the network.</param>
    /// <param name="task"><c>predict</c> or <c>train</c>.</param>
    /// <param name="batch">Samples of a call.</param>
    /// <param name="threads">Threads of CnnGen.</param>
    /// <param name="peer">The other library.</param>
    /// <param name="times">Times of CnnGen, then of the peer, by round.</param>
    /// <param name="bytes">Managed bytes that CnnGen allocates a call.</param>
    public static Result Of(string network, string task, int batch, int threads, string peer, double[][] times, double bytes)
    {
        double[] ratios = [.. times[1].Zip(times[0], (theirs, ours) => theirs / ours)];
        return new Result(
            network,
            task,
            batch,
            threads,
            Report.Isa,
            Math.Round(Measure.Median(times[0]), 2),
            peer,
            Math.Round(Measure.Median(times[1]), 2),
            Math.Round(bytes, 2))
        {
            Spread = (ratios.Min(), ratios.Max()),
        };
    }
}

/// <summary>Shows results on the console, as JSON and as Markdown.</summary>
internal static class Report
{
    private static readonly string[] Headings =
        ["network", "task", "batch", "CnnGen", "peer", "peer's time", "ratio", "spread of ratio", "bytes a call"];

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    /// <summary>Vectors that CnnGen's kernels use here.</summary>
    public static string Isa { get; } =
        Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported ? "avx512"
        : Avx2.IsSupported && Fma.IsSupported ? "avx2"
        : "sse";

    public static string Processor => File.ReadLines("/proc/cpuinfo")
        .First(line => line.StartsWith("model name", StringComparison.Ordinal))
        .Split(':', 2)[1]
        .Trim();

    public static void Show(IReadOnlyList<Result> results, TimingPlan plan)
    {
        Table table = new Table().Title(Markup.Escape(Title(plan)));
        for (int i = 0; i < Headings.Length; i++)
            _ = table.AddColumn(new TableColumn(Headings[i]) { Alignment = IsNumber(i) ? Justify.Right : Justify.Left, NoWrap = true });
        foreach (Result result in results)
            _ = table.AddRow([.. Cells(result).Select(Markup.Escape)]);
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(Mean(results));
        AnsiConsole.WriteLine(Chart(results));
    }

    public static void WriteJson(IReadOnlyList<Result> results, FileInfo file) =>
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(results, Json) + "\n");

    public static void WriteMarkdown(IReadOnlyList<Result> results, TimingPlan plan, FileInfo file)
    {
        StringBuilder text = new();
        _ = text.AppendLine(Title(plan) + ".").AppendLine();
        _ = text.AppendLine(Row(Headings));
        _ = text.AppendLine(Row(Headings.Select((_, i) => IsNumber(i) ? "--:" : "---")));
        foreach (Result result in results)
            _ = text.AppendLine(Row(Cells(result)));
        _ = text.AppendLine().AppendLine(Mean(results)).AppendLine().AppendLine("```").AppendLine(Chart(results)).AppendLine("```");
        File.WriteAllText(file.FullName, text.ToString());
    }

    /// <summary>A time in the unit that suits it.</summary>
    public static string Time(double microseconds) =>
        microseconds < 1000 ? Number(microseconds, "0.00 us") : Number(microseconds / 1000, "0.00 ms");

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Title(TimingPlan plan) =>
        $"{Processor}, {Isa}, {(plan.Threads == 1 ? "one thread each" : $"{plan.Threads} threads, or one of the peer where that is faster")}; "
        + $"medians over rounds in turns{(plan.Clock == Clock.Cpu ? ", of processor time" : "")}";

    private static string Mean(IReadOnlyList<Result> results) => results.Count == 0
        ? "Nothing was timed."
        : $"Geometric mean of the ratios: {Number(Math.Exp(results.Average(result => Math.Log(result.Ratio))), "0.00")}.";

    /// <summary>The ratios as bars of plain text, which every reader of Markdown shows; a mark stands where the peer is level.</summary>
    private static string Chart(IReadOnlyList<Result> results)
    {
        const int CellsPerRatio = 12;
        string[] names = [.. results.Select(result => $"{result.Network} {result.Task} {result.Batch}")];
        int width = names.Select(name => name.Length).DefaultIfEmpty(0).Max();
        return string.Join('\n', results.Select((result, i) =>
        {
            string bar = new string('#', (int)Math.Round(result.Ratio * CellsPerRatio)).PadRight(CellsPerRatio + 1);
            return $"{names[i].PadRight(width)}  {bar[..CellsPerRatio]}|{bar[CellsPerRatio..].TrimEnd()} {Number(result.Ratio, "0.00")}";
        }));
    }

    private static bool IsNumber(int column) => column is not (0 or 1 or 4);

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string[] Cells(Result result) =>
    [
        result.Network,
        result.Task,
        Number(result.Batch, "0"),
        Time(result.OursUs),
        result.PeerSetting.Length > 0 ? $"{result.Peer} ({result.PeerSetting})" : result.Peer,
        Time(result.PeerUs),
        Number(result.Ratio, "0.00"),
        $"{Number(result.Spread.Least, "0.00")}..{Number(result.Spread.Greatest, "0.00")}",
        Number(result.OursBytes, "0.##"),
    ];
}
