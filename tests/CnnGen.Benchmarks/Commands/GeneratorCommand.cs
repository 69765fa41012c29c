extern alias generator;

using System.CommandLine;
using System.Diagnostics;
using System.Runtime.Loader;
using Basic.Reference.Assemblies;
using generator::CnnGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spectre.Console;

namespace CnnGen.Benchmarks.Commands;

/// <summary>How long the generator takes: the first time, and again after each edit of a declaration.</summary>
internal static class GeneratorCommand
{
    private const int Edits = 60, WarmUpEdits = 20, Runs = 5;

    /// <summary>Milliseconds that the whole generation of a network may take.</summary>
    private const double NetworkTarget = 1000;

    private static readonly string[] Networks = ["ResNet50", "GoogLeNet", "DenseNet121"];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private static readonly Declaration[] Declarations =
    [
        new("LeNet", 50, channels => $"""
            [Conv({channels}, 5, padding: 2), ReLU, MaxPool(2), Conv(16, 5), ReLU, MaxPool(2)]
            [Linear(120), ReLU, Linear(84), ReLU, Linear(10)]
            """),
        new("chain of 50 layers", 300, channels => $"""
            {string.Concat(Enumerable.Repeat($"[Conv({channels}, 3, padding: 1), BatchNorm, ReLU]\n", 16))}[GlobalAvgPool, Linear(10)]
            """),
    ];

    /// <param name="Name">What the table calls it.</param>
    /// <param name="Target">Milliseconds that a run after an edit may take.</param>
    /// <param name="Layers">The layers' attributes, with a channel count that edits change.</param>
    private sealed record Declaration(string Name, double Target, Func<int, string> Layers)
    {
        public SyntaxTree Parse(int channels) => CSharpSyntaxTree.ParseText(
            $"using CnnGen;\n[CnnModel(1, 28, 28)]\n{Layers(channels)}\npublic partial class Example;\n", ParseOptions);
    }

    public static Command Create()
    {
        Command command = new("generator", "Measures how long the source generator runs, cold and after edits.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        // Runs after edits come first: they also compile the compiler's own code, so that cold runs wait for the generator's alone.
        double[] warm = [.. Declarations.Select(declaration => Measure.Median(WarmRuns(declaration)))];
        double[] cold = [.. Declarations.Select(
            declaration => Measure.Median(Enumerable.Range(0, Runs).Select(_ => ColdRun(Compile(declaration.Parse(6))))))];

        Table table = new Table().Title(Markup.Escape($"{Report.Processor}; medians"))
            .AddColumns("declaration", "first run, generator just loaded", "run after an edit", "target after an edit");
        for (int i = 0; i < Declarations.Length; i++)
        {
            string verdict = warm[i] < Declarations[i].Target ? "[green]met[/]" : "[red]missed[/]";
            _ = table.AddRow(
                Declarations[i].Name,
                Report.Number(cold[i], "0.0 ms"),
                Report.Number(warm[i], "0.0 ms"),
                $"below {Report.Number(Declarations[i].Target, "0 ms")}: {verdict}");
        }

        AnsiConsole.Write(table);
        return Declarations.Select((declaration, i) => warm[i] < declaration.Target).All(met => met) & GenerateNetworks() ? 0 : 1;
    }

    /// <summary>The whole generation of large networks of the zoo; whether each keeps its target also where the generator has just been loaded.</summary>
    private static bool GenerateNetworks()
    {
        bool met = true;
        Table table = new Table().AddColumns("network", "emitted lines", "first run, generator just loaded", "run from nothing", "target");
        foreach (string name in Networks)
        {
            CSharpCompilation network = new CnnGen.Benchmarks.Declaration(name, withoutDropout: false).Compile();
            GeneratorDriverRunResult result = Driver(new CnnGenerator()).RunGenerators(network).GetRunResult();
            int lines = result.GeneratedTrees.Sum(tree => tree.GetText().Lines.Count);
            double again = Measure.Median(Enumerable.Range(0, Runs).Select(_ => Time(() => Driver(new CnnGenerator()).RunGenerators(network))));
            double first = Measure.Median(Enumerable.Range(0, Runs).Select(_ => ColdRun(network)));
            bool fits = result.Diagnostics.IsEmpty && Math.Max(first, again) < NetworkTarget;
            met &= fits;
            _ = table.AddRow(
                name, Report.Number(lines, "N0"), Report.Number(first, "0 ms"), Report.Number(again, "0 ms"),
                $"below {Report.Number(NetworkTarget, "0 ms")}: {(fits ? "[green]met[/]" : "[red]missed[/]")}");
        }

        AnsiConsole.Write(table);
        return met;
    }

    private static double Time(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Milliseconds of each run after an edit that changes a channel count.</summary>
    private static double[] WarmRuns(Declaration declaration)
    {
        int channels = 6;
        SyntaxTree tree = declaration.Parse(channels);
        Compilation compilation = Compile(tree);
        GeneratorDriver driver = Driver(new CnnGenerator()).RunGenerators(compilation);
        Check(driver, compilation, declaration);
        double[] times = new double[Edits];
        for (int edit = -WarmUpEdits; edit < Edits; edit++)
        {
            channels = channels == 6 ? 7 : 6;
            SyntaxTree edited = declaration.Parse(channels);
            compilation = compilation.ReplaceSyntaxTree(tree, edited);
            tree = edited;
            long start = Stopwatch.GetTimestamp();
            driver = driver.RunGenerators(compilation);
            if (edit >= 0)
                times[edit] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    /// <summary>Milliseconds of a first run, whose code the runtime has yet to compile: the generator is loaded anew.</summary>
    private static double ColdRun(CSharpCompilation compilation)
    {
        AssemblyLoadContext context = new("cold", isCollectible: true);
        try
        {
            return Time(() =>
            {
                Type type = context.LoadFromAssemblyPath(typeof(CnnGenerator).Assembly.Location).GetType(typeof(CnnGenerator).FullName!)!;
                _ = Driver((IIncrementalGenerator)Activator.CreateInstance(type)!).RunGenerators(compilation);
            });
        }
        finally
        {
            context.Unload();
        }
    }

    private static CSharpGeneratorDriver Driver(IIncrementalGenerator generator) =>
        CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: ParseOptions);

    private static CSharpCompilation Compile(SyntaxTree tree) => CSharpCompilation.Create(
        "Example",
        [tree],
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(Model).Assembly.Location)],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A declaration that does not compile would be measured as very fast.</summary>
    private static void Check(GeneratorDriver driver, Compilation compilation, Declaration declaration)
    {
        Compilation whole = compilation.AddSyntaxTrees(driver.GetRunResult().GeneratedTrees);
        string[] errors = [.. driver.GetRunResult().Diagnostics.Concat(whole.GetDiagnostics())
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.ToString())];
        if (errors.Length > 0)
            throw new InvalidOperationException($"{declaration.Name} does not compile: {string.Join('\n', errors)}");
    }
}
