using System.CommandLine;
using CnnGen.Benchmarks;
using CnnGen.Benchmarks.Commands;
using Spectre.Console;

// A file or pipe has no width of its own; tables should not be cut to 80 columns there.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 140;

RootCommand root = new("Compares CnnGen with native libraries: the same weights, in turns in one process.")
{
    PredictCommand.Create(),
    TrainCommand.Create(),
    ThreadsCommand.Create(),
    StartCommand.Create(),
    PeakCommand.Create(),
    LayersCommand.Create(),
    ScalingCommand.Create(),
    GeneratorCommand.Create(),
};
root.Add(InstructionSet.Option);
ParseResult arguments = root.Parse(args);
return InstructionSet.RunElsewhere(arguments, args) ?? arguments.Invoke();
