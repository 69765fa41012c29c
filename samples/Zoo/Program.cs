using System.CommandLine;
using System.CommandLine.Parsing;
using Spectre.Console;

namespace Zoo;

/// <summary>Compares the networks of the notes, or shows one of them layer by layer.</summary>
internal static class Program
{
    private static readonly Argument<string?> Name = new("network")
    {
        Description = "The network to show layer by layer; without it, the table of all.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "How long each network is timed; 0 to time none.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private static int Main(string[] args)
    {
        Name.Validators.Add(RejectUnknownName);
        RootCommand command = new("The networks of the notes: what they need and how fast they are.") { Name, Seconds };
        command.SetAction(Run);
        return command.Parse(args).Invoke();
    }

    private static void Run(ParseResult arguments)
    {
        if (arguments.GetValue(Name) is { } name)
            Console.WriteLine(Catalog.Find(name)!.Summary);
        else
            Comparison.Show(AnsiConsole.Console, Catalog.Networks, TimeSpan.FromSeconds(arguments.GetValue(Seconds)));
    }

    private static void RejectUnknownName(ArgumentResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } name && Catalog.Find(name) is null)
            result.AddError($"There is no network '{name}'. There are: {string.Join(", ", Catalog.Networks.Select(entry => entry.Name))}.");
    }
}
