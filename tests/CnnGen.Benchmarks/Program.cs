using System.CommandLine;
using CnnGen.Benchmarks.Commands;

RootCommand root = new("Compares CnnGen with native libraries: the same weights, one thread each, in turns in one process.")
{
    PredictCommand.Create(),
    TrainCommand.Create(),
    PeakCommand.Create(),
    GeneratorCommand.Create(),
    PrepareCommand.Create(),
};
return root.Parse(args).Invoke();
