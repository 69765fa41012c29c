using System.CommandLine;
using Spectre.Console;

namespace CnnGen.Benchmarks.Commands;

/// <summary>
/// Every convolution of a network by every kernel that can do it: what the compiler's choice reaches of the core's peak, and what it costs where
/// another kernel is faster.
/// </summary>
internal static class LayersCommand
{
    /// <summary>A kernel that is faster by less than this is no wrong choice: it is the noise of a shared machine.</summary>
    private const double Noticeable = 1.05;

    public static Command Create()
    {
        Option<string[]> networks = ComparisonOptions.CreateNetworks(_ => true);
        Command command = new("layers", "Times each distinct convolution, forward and both ways backward, by every kernel that can do it.") { networks };
        command.SetAction(arguments => Run(arguments.GetRequiredValue(networks)));
        return command;
    }

    private static void Run(string[] names)
    {
        double peak = FmaPeak.Operations / 2 / Measure.Kernel(FmaPeak.Run) / 1000;
        AnsiConsole.MarkupLineInterpolated($"{Report.Processor}, {Report.Isa}, one thread; times of a sample, of one going forward and of eight going backward; peak {Report.Number(peak, "0.0")} GMAC/s. Useful multiply-adds are counted, so minimal filtering may pass the peak. F(2) rows filters along rows alone, pieces transform filters piece by piece.");
        foreach (Network network in Networks.All.Where(network => names.Contains(network.Name)))
            Show(network, peak);
    }

    private static void Show(Network network, double peak)
    {
        Table table = new Table().Title(network.Name).AddColumns(["convolution", "times", "pass", .. LayerKernels.Names, "chosen", "GMAC/s", "share of peak", "lost"]);
        double chosenTime = 0, leastTime = 0;
        foreach (var group in network.Graph.Steps.Where(step => step.Layer is ConvLayer).GroupBy(step => Distinct(network.Graph, step)))
        {
            using LayerKernels kernels = new(group.Key.Layer, group.Key.Input, group.Key.Output, group.Key.ReadsImages, network.Parameters);
            foreach (Pass pass in Enum.GetValues<Pass>())
            {
                Dictionary<string, double> times = kernels.Candidates(pass).ToDictionary(candidate => candidate.Name, candidate => Measure.Kernel(candidate.Run) / LayerKernels.Samples(pass));
                string choice = kernels.Choice(pass);
                double chosen = times[choice], least = times.Values.Min();
                chosenTime += group.Count() * chosen;
                leastTime += group.Count() * least;
                double speed = kernels.MultiplyAdds / chosen / 1000;
                _ = table.AddRow(
                [
                    pass == Pass.Forward ? Markup.Escape(kernels.Name) : "",
                    pass == Pass.Forward ? $"{group.Count()}" : "",
                    pass switch { Pass.Forward => "forward", Pass.DataGradient => "data", _ => "weights" },
                    .. LayerKernels.Names.Select(name => times.TryGetValue(name, out double time) ? Report.Time(time) : ""),
                    choice,
                    Report.Number(speed, "0.0"),
                    Report.Number(speed / peak, "0 %"),
                    chosen > least * Noticeable ? Report.Time(chosen - least) : "",
                ]);
            }
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"All convolutions of {network.Name}, all passes: {Report.Time(chosenTime)} as chosen, {Report.Time(leastTime)} if each took its fastest kernel.");
    }

    private static (ConvLayer Layer, ImageShape Input, ImageShape Output, bool ReadsImages) Distinct(NetworkGraph graph, Step step)
    {
        bool readsImages = step.Inputs[0] == NetworkGraph.Images;
        return ((ConvLayer)step.Layer with { Weight = "", Bias = null }, readsImages ? graph.Input : graph.Steps[step.Inputs[0]].Shape, step.Shape, readsImages);
    }
}
