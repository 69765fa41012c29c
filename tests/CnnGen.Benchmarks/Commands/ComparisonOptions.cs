using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace CnnGen.Benchmarks.Commands;

/// <param name="Clock">What counts as time.</param>
/// <param name="Rounds">Rounds of a comparison.</param>
/// <param name="Threads">Threads of CnnGen, and the most of a peer, which takes one where that is faster.</param>
internal readonly record struct TimingPlan(Clock Clock, int Rounds, int Threads)
{
    /// <summary>Numbers of threads that a peer is tried with.</summary>
    public int[] PeerThreads => Threads == 1 ? [1] : [1, Threads];

    /// <summary>What a table says of a peer's threads where it had a choice.</summary>
    public string Setting(int threads) => Threads == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {threads} thread{(threads == 1 ? "" : "s")}");
}

/// <summary>Options that the comparisons share, and the frame of a comparison: check, time, report.</summary>
internal sealed class ComparisonOptions
{
    private readonly Option<string[]> _networks;
    private readonly Option<int[]> _batch;
    private readonly Func<Network, int> _usualBatch;
    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads of CnnGen; the peer takes as many, or one where that is faster.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _rounds = new("--rounds") { Description = "Rounds, at least 5.", DefaultValueFactory = _ => 7 };
    private readonly Option<Clock> _clock = CreateClock();
    private readonly Option<FileInfo?> _json = new("--json") { Description = "File for the results as JSON." };
    private readonly Option<FileInfo?> _markdown = new("--md") { Description = "File for the results as a Markdown table." };

    /// <param name="command">Takes the options.</param>
    /// <param name="isUsual">Whether a network is compared unless others are asked for.</param>
    /// <param name="usualBatch">Samples of a network's call unless other numbers are asked for.</param>
    public ComparisonOptions(Command command, Func<Network, bool> isUsual, Func<Network, int> usualBatch)
    {
        _usualBatch = usualBatch;
        _networks = CreateNetworks(isUsual);
        _batch = new Option<int[]>("--batch")
        {
            Description = "Samples of a call, divided by commas; without it, what is usual for a network.",
            DefaultValueFactory = _ => [],
            CustomParser = result =>
            {
                List<int> sizes = [];
                foreach (string text in Split(result.Tokens[0].Value))
                {
                    if (int.TryParse(text, CultureInfo.InvariantCulture, out int size) && size > 0)
                        sizes.Add(size);
                    else
                        result.AddError($"'{text}' is no number of samples.");
                }

                return [.. sizes];
            },
        };
        _threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
                result.AddError("A comparison needs at least one thread.");
        });
        _rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 5)
                result.AddError("Medians need at least 5 rounds.");
        });
        foreach (Option option in new Option[] { _networks, _batch, _threads, _rounds, _clock, _json, _markdown })
            command.Add(option);
    }

    private static IEnumerable<string> Names => Networks.All.Select(network => network.Name);

    /// <summary>The option that names networks.</summary>
    /// <param name="isUsual">Whether a network is taken unless others are asked for.</param>
    public static Option<string[]> CreateNetworks(Func<Network, bool> isUsual)
    {
        Option<string[]> networks = new("--networks")
        {
            Description = $"Networks, divided by commas: {string.Join(", ", Names)}.",
            DefaultValueFactory = _ => [.. Networks.All.Where(isUsual).Select(network => network.Name)],
            CustomParser = result => Split(result.Tokens[0].Value),
        };
        networks.Validators.Add(result =>
        {
            foreach (string name in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (!Names.Contains(name))
                    result.AddError($"There is no network '{name}'. There are: {string.Join(", ", Names)}.");
            }
        });
        return networks;
    }

    public static Option<Clock> CreateClock() => new("--clock")
    {
        Description = "Whether time that passes counts, or processor time, for a machine that other programs use too.",
        DefaultValueFactory = _ => Clock.Wall,
    };

    /// <summary>Runs a comparison for each network and batch and reports them.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="compare">Checks and times one; null if results disagree, which it has shown.</param>
    /// <returns>The exit code: 1 if any results disagree.</returns>
    public int Run(ParseResult arguments, Func<Network, int, TimingPlan, Result?> compare)
    {
        List<Result> results = [];
        bool agree = true;
        TimingPlan plan = new(arguments.GetValue(_clock), arguments.GetValue(_rounds), arguments.GetValue(_threads));
        foreach (string name in arguments.GetRequiredValue(_networks))
        {
            Network network = Networks.All.Single(network => network.Name == name);
            int[] batches = arguments.GetRequiredValue(_batch);
            foreach (int batch in batches.Length > 0 ? batches : [_usualBatch(network)])
            {
                if (compare(network, batch, plan) is { } result)
                    results.Add(result);
                else
                    agree = false;
            }
        }

        Report.Show(results, plan);
        if (arguments.GetValue(_json) is { } json)
            Report.WriteJson(results, json);
        if (arguments.GetValue(_markdown) is { } markdown)
            Report.WriteMarkdown(results, plan, markdown);
        return agree ? 0 : 1;
    }

    /// <summary>Shows whether results agree.</summary>
    public static bool Accept(string comparison, Agreement agreement)
    {
        Difference[] failures = [.. agreement.Failures];
        if (failures.Length == 0)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"{comparison}: {agreement.Differences.Count} quantities agree to {agreement.Worst:0.0e+0} of their spread.");
            return true;
        }

        AnsiConsole.MarkupLineInterpolated($"[red]{comparison}: results disagree.[/]");
        foreach (Difference failure in failures)
            AnsiConsole.MarkupLineInterpolated($"  {failure.Quantity}: {failure.Share:0.0e+0} of the spread");
        return false;
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
