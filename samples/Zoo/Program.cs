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

    private static readonly Option<double> Seconds = new("--seconds")
    {
        Description = "How long each network is timed; 0 to time none.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Windows = new("--windows")
    {
        Description = "Slides a classifier over an image: window by window, and all at once.",
    };

    private static readonly Option<bool> Check = new("--check")
    {
        Description = "Trains every network, or the one named, on one thread and on two: that nothing is allocated in 100 steps and every bit is the same. Takes some minutes.",
    };

    private static int Main(string[] args)
    {
        Name.Validators.Add(RejectUnknownName);
        RootCommand command = new("The networks of the notes: what they need and how fast they are.") { Name, Seconds, Windows, Check };
        command.SetAction(Run);
        return command.Parse(args).Invoke();
    }

    private static int Run(ParseResult arguments)
    {
        IAnsiConsole console = AnsiConsole.Console;
        TimeSpan timing = TimeSpan.FromSeconds(arguments.GetValue(Seconds));
        Entry? chosen = arguments.GetValue(Name) is { } name ? Catalog.Find(name) : null;
        if (arguments.GetValue(Check))
            return Promises.Check(console, chosen is null ? Catalog.Networks : [chosen]) ? 0 : 1;
        if (arguments.GetValue(Windows))
            SlidingWindow.Show(console, timing);
        else if (chosen is not null)
            Console.WriteLine(chosen.Summary);
        else
            Comparison.Show(console, Catalog.Networks, timing);
        return 0;
    }

    private static void RejectUnknownName(ArgumentResult result)
    {
        if (result.GetValueOrDefault<string?>() is { } name && Catalog.Find(name) is null)
            result.AddError($"There is no network '{name}'. There are: {string.Join(", ", Catalog.Networks.Select(entry => entry.Name))}.");
    }
}
