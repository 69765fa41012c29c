using System.CommandLine;
using Spectre.Console;

namespace CnnGen.Benchmarks.Commands;

/// <summary>How close a 3x3 convolution comes to what the core can do.</summary>
internal static class PeakCommand
{
    public static Command Create()
    {
        Option<int> rounds = new("--rounds") { Description = "Rounds of 0.3 seconds.", DefaultValueFactory = _ => 9 };
        Option<Clock> clock = ComparisonOptions.CreateClock();
        Command command = new("peak", "Measures multiply-adds a second: the core's peak and 3x3 convolutions.") { rounds, clock };
        command.SetAction(arguments => Run(arguments.GetValue(clock), arguments.GetValue(rounds)));
        return command;
    }

    private static void Run(Clock clock, int rounds)
    {
        using ConvolutionChain small = new(
            new ImageShape(32, 28, 28), new Conv32Once().CreatePredictor(), new Conv32Chain().CreatePredictor());
        using ConvolutionChain large = new(
            new ImageShape(64, 56, 56), new Conv64Once().CreatePredictor(), new Conv64Chain().CreatePredictor());
        double[][] times = Measure.Rounds(clock, rounds, FmaPeak.Run, small.RunOnce, small.RunChain, large.RunOnce, large.RunChain);

        double[] peak = [.. times[0].Select(time => FmaPeak.Operations / time / 1000)];
        Table table = new Table()
            .Title(Markup.Escape($"{Report.Processor}, {Report.Isa}, one thread; medians of {rounds} rounds in turns"))
            .AddColumns("what", "GFLOP/s", "share of peak", "spread of share");
        _ = table.AddRow("fused multiply-adds in registers", Report.Number(Measure.Median(peak), "0.0"), "", "");
        AddRow(table, small, peak, times[1], times[2]);
        AddRow(table, large, peak, times[3], times[4]);
        AnsiConsole.Write(table);
    }

    private static void AddRow(Table table, ConvolutionChain chain, double[] peak, double[] once, double[] whole)
    {
        double[] speed = [.. once.Zip(whole, chain.GigaflopsPerSecond)];
        double[] share = [.. speed.Zip(peak, (convolution, core) => convolution / core)];
        _ = table.AddRow(
            chain.Name,
            Report.Number(Measure.Median(speed), "0.0"),
            Report.Number(Measure.Median(share), "0.0 %"),
            $"{Report.Number(share.Min(), "0.0 %")}..{Report.Number(share.Max(), "0.0 %")}");
    }
}
