using System.Text.RegularExpressions;

namespace CnnGen.Tests.Networks;

/// <summary>What graphs are made of, by name, and how to see it in a declaration: what random graphs must be seen to draw.</summary>
internal static partial class GraphForms
{
    private static readonly (string Name, Func<RandomGraph, bool> Holds)[] Known =
    [
        ("a block with values", graph => Any(graph, "Block<IUnit>(")),
        ("a block that repeats", graph => Any(graph, "Repeat = 2") || Any(graph, "Repeat = 3")),
        ("blocks in a block", graph => Any(graph, "Block<IProjection>") || Any(graph, "Block<IHourglass>")),
        ("a block with a truth value", graph => Any(graph, ", false)") && Any(graph, "Block<ISeparable>")),
        ("an unpooling in a block", graph => Any(graph, "Block<IHourglass>")),
        ("an unpooling", graph => Any(graph, "MaxUnpool")),
        ("two unpoolings", graph => Count(graph, "MaxUnpool") > 1),
        ("an auxiliary output", graph => Any(graph, "Auxiliary")),
        ("several outputs in prediction", graph => Outputs(graph) - Count(graph, "Auxiliary") > 1),
        ("outputs of different classes", graph => graph.Stages.Where(stage => stage.Name.StartsWith("Out", StringComparison.Ordinal)).Select(stage => stage.Attributes.First(a => Scores().IsMatch(a))).Distinct().Count() > 1),
        ("a stage with three readers", graph => graph.Stages.Any(stage => graph.Stages.Count(reader => reader.Attributes.Any(a => a.Contains($"nameof({stage.Name})", StringComparison.Ordinal))) > 2)),
        ("a stage that is kept", graph => graph.Stages.Any(stage => stage.Attributes.Contains("Keep"))),
        ("a stage before what it reads", graph => graph.Stages.Where((stage, i) => graph.Stages.Skip(i + 1).Any(later => stage.Attributes.Any(a => a.Contains($"nameof({later.Name})", StringComparison.Ordinal)))).Any()),
        ("the input's normalisation", graph => Any(graph, "Normalize")),
        ("a sum of a stage and itself", graph => Any(graph, SameTwice(), "Add")),
        ("a stage's channels twice", graph => Any(graph, SameTwice(), "Concat")),
        ("a sum behind layers", graph => graph.Stages.Any(stage => stage.Attributes.Skip(1).Any(a => a.StartsWith("Add(", StringComparison.Ordinal)))),
        ("a transposed convolution", graph => Any(graph, "ConvTranspose(")),
        ("a norm of groups", graph => Any(graph, "GroupNorm(")),
        ("a norm of samples", graph => Any(graph, "LayerNorm(") || Any(graph, "InstanceNorm(")),
        ("a batch norm", graph => Any(graph, "BatchNorm(")),
        ("dropout", graph => Any(graph, "Dropout(")),
        ("answers for each pixel", graph => Any(graph, "PixelCrossEntropy")),
        ("classes with weights", graph => Any(graph, "Weights = ")),
        ("probabilities", graph => Any(graph, "Softmax")),
        ("values as answers", graph => Any(graph, "MeanSquaredError")),
    ];

    public static IEnumerable<string> All => Known.Select(form => form.Name);

    public static IEnumerable<string> In(RandomGraph graph) => Known.Where(form => form.Holds(graph)).Select(form => form.Name);

    private static int Count(RandomGraph graph, string text) => graph.Stages.Sum(stage => stage.Attributes.Count(attribute => attribute.Contains(text, StringComparison.Ordinal)));

    private static int Outputs(RandomGraph graph) => graph.Stages.Count(stage => stage.Name.StartsWith("Out", StringComparison.Ordinal));

    private static bool Any(RandomGraph graph, string text) => Count(graph, text) > 0;

    private static bool Any(RandomGraph graph, Regex pattern, string layer) =>
        graph.Stages.SelectMany(stage => stage.Attributes).Any(attribute => attribute.StartsWith(layer, StringComparison.Ordinal) && pattern.IsMatch(attribute));

    [GeneratedRegex(@"^(Linear|Conv)\(")]
    private static partial Regex Scores();

    [GeneratedRegex(@"([\w.]+(?:\(\w+\))?), (?:.*, )?\1(?=[,)])")]
    private static partial Regex SameTwice();
}
