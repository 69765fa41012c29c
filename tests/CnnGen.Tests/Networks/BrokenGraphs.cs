using System.Globalization;
using System.Text.RegularExpressions;

namespace CnnGen.Tests.Networks;

/// <summary>Takes valid random graphs and breaks them in ways that C# itself accepts: numbers, names, orders, missing and surplus parts.</summary>
internal sealed partial class BrokenGraphs(int seed)
{
    private readonly Random _random = new(seed);
    private readonly RandomGraphs _graphs = new(seed);

    public RandomGraph Next()
    {
        RandomGraph graph = _graphs.Next();
        int mutations = _random.Next(1, 4);
        for (int i = 0; i < mutations; i++)
            graph = Mutate(graph);
        return graph;
    }

    private RandomGraph Mutate(RandomGraph graph)
    {
        List<RandomStage> stages = [.. graph.Stages];
        int index = _random.Next(stages.Count);
        List<string> attributes = [.. stages[index].Attributes];
        int place = _random.Next(attributes.Count);
        switch (_random.Next(10))
        {
            case 0 or 1 or 2:
                attributes[place] = OneNumber(attributes[place]);
                break;
            case 3:
                attributes.RemoveAt(place);
                break;
            case 4:
                attributes.Insert(place, Pick("Softmax", "CrossEntropy", "MeanSquaredError", "Normalize(0.5, 0.5)", "GlobalAvgPool", "Add(Stage.Input)", "Concat", "MaxUnpool(\"S0\")", "Block<IDense>(-1)", "Block<IUnit>(3, 3, 3)"));
                break;
            case 5:
                (attributes[0], attributes[place]) = (attributes[place], attributes[0]);
                break;
            case 6:
                stages.RemoveAt(index);
                return stages.Count == 0 ? graph : Named(graph with { Stages = stages });
            case 7:
                attributes[place] = NameOf().Replace(attributes[place], _ => $"\"{Pick("S0", "S1", "S9", "Input", "Out0", "")}\"");
                break;
            case 8:
                if (!attributes.Any(attribute => attribute.StartsWith("Auxiliary", StringComparison.Ordinal)))
                    attributes.Add("Auxiliary");
                break;
            default:
                return graph with { Input = OneNumber(graph.Input) };
        }

        stages[index] = stages[index] with { Attributes = attributes.Count == 0 ? ["Keep"] : OneEach(attributes) };
        return Named(graph with { Stages = stages });
    }

    /// <summary>C# allows only one [From] and one [Auxiliary] on a property.</summary>
    private static List<string> OneEach(List<string> attributes) =>
        [.. attributes.Where((attribute, i) => !Single().IsMatch(attribute) || attributes.FindIndex(other => Name(other) == Name(attribute)) == i)];

    private static string Name(string attribute) => attribute.Split('(')[0];

    /// <summary>Names of stages that are gone become strings, which C# does not look up.</summary>
    private static RandomGraph Named(RandomGraph graph) => graph with
    {
        Stages = [.. graph.Stages.Select(stage => stage with
        {
            Attributes = [.. stage.Attributes.Select(attribute => NameOf().Replace(
                attribute, match => graph.Stages.Any(other => other.Name == match.Groups[1].Value) ? match.Value : $"\"{match.Groups[1].Value}\""))],
        })],
    };

    private string OneNumber(string text)
    {
        MatchCollection numbers = WholeNumber().Matches(text);
        if (numbers.Count == 0)
            return text;
        Match match = numbers[_random.Next(numbers.Count)];
        int value = int.Parse(match.Value, CultureInfo.InvariantCulture);
        string changed = Pick(0, -1, value + 1, 2 * value, 7, 1000, int.MaxValue).ToString(CultureInfo.InvariantCulture);
        return text[..match.Index] + changed + text[(match.Index + match.Length)..];
    }

    private T Pick<T>(params T[] options) => options[_random.Next(options.Length)];

    /// <summary>A number that stands alone: C# itself refuses sums that overflow, and two signs.</summary>
    [GeneratedRegex(@"(?<![\w.+-]|[+-] )\d+(?![\w.]| [+-])")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"nameof\((\w+)\)")]
    private static partial Regex NameOf();

    [GeneratedRegex("^(From|Auxiliary|Keep)")]
    private static partial Regex Single();
}
