using System.CommandLine;
using CnnGen.Benchmarks.Peers;
using CnnGen.Parity;
using Spectre.Console;

// A file or pipe has no width of its own; tables should not be cut to 80 columns there.
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = 180;

Argument<string[]> names = new("networks") { Description = "Networks to compare, by name; all if none is named.", Arity = ArgumentArity.ZeroOrMore };
Option<bool> small = new("--small") { Description = "Only the networks that take seconds." };
Option<int?> seed = new("--seed") { Description = "Seed of weights and samples, for other than the usual ones." };
Option<bool> smooth = new("--smooth")
{
    Description = "Compare the smooth twins, with SiLU for ReLU and average for max pooling, of the networks that have one.",
};
Option<bool> direct = new("--direct") { Description = "Compare the twins whose convolutions are summed directly, of the networks that have one." };
names.Validators.Add(result =>
{
    foreach (string name in result.GetValueOrDefault<string[]>() ?? [])
    {
        if (!Catalogue.All.Any(network => network.Name == name))
            result.AddError($"There is no network '{name}'. There are: {string.Join(", ", Catalogue.All.Select(network => network.Name))}.");
    }
});

RootCommand root = new("Compares the networks of samples/Zoo with the same networks written by hand for TorchSharp: weights, scores, training.")
{
    names,
    small,
    seed,
    smooth,
    direct,
};
root.SetAction(arguments =>
{
    if (TorchLibrary.Prepare() is { } problem)
    {
        Console.Error.WriteLine(problem);
        return 1;
    }

    if (Catalogue.Missing.ToArray() is { Length: > 0 } missing)
    {
        Console.Error.WriteLine($"No module is written for {string.Join(", ", missing)}.");
        return 1;
    }

    string[] chosen = arguments.GetValue(names) ?? [];
    Report report = new();
    foreach (NetworkPair network in arguments.GetValue(smooth) ? Catalogue.Smooth : arguments.GetValue(direct) ? Catalogue.Direct : Catalogue.All)
    {
        if (chosen.Length > 0 ? chosen.Contains(network.Name) : network.IsSmall || !arguments.GetValue(small))
            report.Add(Trial.Run(network with { Seed = arguments.GetValue(seed) ?? network.Seed }));
    }

    return report.Show() ? 0 : 1;
});
return root.Parse(args).Invoke();
