using System.Globalization;
using System.Text;

namespace CnnGen.Tests.Networks;

/// <summary>A declaration of stages that can be taken apart: each is its attributes in order, a head that says what it reads first.</summary>
internal sealed record RandomGraph(string Input, IReadOnlyList<RandomStage> Stages)
{
    public string Declare(string name) =>
        $"[CnnModel({Input})]\npublic partial class {name}\n{{\n{string.Concat(Stages.Select(stage => stage.Declare()))}}}\n";
}

/// <summary>One stage of a random graph.</summary>
internal sealed record RandomStage(string Name, IReadOnlyList<string> Attributes)
{
    public string Declare() => $"    [{string.Join(", ", Attributes)}]\n    public static partial Stage {Name} {{ get; }}\n";
}

/// <summary>Draws valid graphs: branches, joins, blocks in blocks, stages with several readers, stages declared before what they read, auxiliary outputs.</summary>
internal sealed class RandomGraphs(int seed)
{
    /// <summary>The blocks that graphs use.</summary>
    public const string Blocks = """
        [Conv(Width, Kernel, padding: Padding.Same, bias: Kernel > 1), BatchNorm, ReLU]
        interface IUnit : IBlock { [Parameter] const int Width = 5, Kernel = 3; }

        interface IProjection : IBlock
        {
            [Parameter] const int Width = 8, Stride = 1;
            [Block<IUnit>(Width / 2, 1), Conv(Width, 3, stride: Stride, padding: 1), BatchNorm] Stage Residual { get; }
            [From(Input), Conv(Width, 1, stride: Stride, bias: false)] Stage Shortcut { get; }
            [Add(nameof(Residual), nameof(Shortcut)), ReLU] Stage Output { get; }
        }

        interface IInception : IBlock
        {
            [Parameter] const int Width = 4;
            [From(Input), Conv(Width, 1), ReLU] Stage Ones { get; }
            [From(Input), Conv(Width, 1), ReLU, Conv(Width + 3, 3, padding: 1), ReLU] Stage Threes { get; }
            [From(Input), MaxPool(3, stride: 1, padding: 1), Conv(Width > 4 ? 16 : Width, 1)] Stage Pooled { get; }
            [Concat(nameof(Ones), nameof(Threes), nameof(Pooled))] Stage Output { get; }
        }

        [BatchNorm, ReLU, Conv(Growth, 3, padding: 1), Concat(Input)]
        interface IDense : IBlock { [Parameter] const int Growth = 4; }

        """;

    private readonly Random _random = new(seed);
    private readonly RandomChains _layers = new(seed);
    private readonly List<(string Name, (int Channels, int Height, int Width) Shape)> _made = [];
    private readonly List<(string Name, (int Channels, int Height, int Width) Input, (int Channels, int Height, int Width) Output)> _pools = [];

    public RandomGraph Next()
    {
        _made.Clear();
        _pools.Clear();
        (int Channels, int Height, int Width) input = (Pick(1, 3, 8, 16), _random.Next(2, 11), _random.Next(2, 11));
        _made.Add(("Stage.Input", input));
        List<RandomStage> stages = [];
        HashSet<string> read = [];
        int count = _random.Next(2, 7);
        for (int i = 0; i < count; i++)
            stages.Add(Stage($"S{i}", read));
        string end = Pick("Linear(5)", "Linear(5), MeanSquaredError");
        string[] unread = [.. stages.Select(stage => stage.Name).Where(name => !read.Contains(name))];
        for (int i = 0; i < unread.Length; i++)
        {
            string auxiliary = i < unread.Length - 1 && _random.Next(2) == 0 ? "Auxiliary(0.5), " : "";
            stages.Add(new RandomStage($"Out{i}", [$"{auxiliary}From(nameof({unread[i]}))", .. end.Split(", ")]));
        }

        if (_random.Next(3) == 0)
            Shuffle(stages);
        return new RandomGraph(string.Create(CultureInfo.InvariantCulture, $"{input.Channels}, {input.Height}, {input.Width}"), stages);
    }

    private RandomStage Stage(string name, HashSet<string> read)
    {
        (string Name, (int Channels, int Height, int Width) Shape) source = _made[_random.Next(_made.Count)];
        (int Channels, int Height, int Width) shape = source.Shape;
        List<string> attributes = [];
        string[] addends = [.. _made.Where(other => other.Shape == source.Shape).Select(other => other.Name)];
        string[] neighbours = [.. _made.Where(other => (other.Shape.Height, other.Shape.Width) == (shape.Height, shape.Width)).Select(other => other.Name)];
        int head = _random.Next(4);
        if (head == 0 && addends.Length > 1)
            attributes.Add(Join("Add", addends, read));
        else if (head == 1 && neighbours.Length > 1)
        {
            string[] chosen = [.. neighbours.OrderBy(_ => _random.Next()).Take(3)];
            shape.Channels = _made.Where(other => chosen.Contains(other.Name)).Sum(other => other.Shape.Channels);
            attributes.Add(Join("Concat", chosen, read));
        }
        else
        {
            attributes.Add($"From({Reference(source.Name)})");
            read.Add(source.Name);
        }

        int layers = _random.Next(0, 4);
        (string Name, (int Channels, int Height, int Width) Input, (int Channels, int Height, int Width) Output)? pool = null;
        for (int i = 0; i < layers; i++)
        {
            (int Channels, int Height, int Width) before = shape;
            attributes.Add(shape.Channels < 60 && _random.Next(4) == 0 ? Block(ref shape) : _layers.Layer(ref shape));
            if (attributes[^1].StartsWith("MaxPool", StringComparison.Ordinal))
                pool = (name, before, shape);
        }

        if (pool is not null)
            _pools.Add(pool.Value);
        foreach ((string pooled, (int Channels, int Height, int Width) to, (int Channels, int Height, int Width) from) in _pools.Where(known => known.Name != name))
        {
            if (shape != from || _random.Next(2) == 0)
                continue;
            attributes.Add($"MaxUnpool(nameof({pooled}))");
            read.Add(pooled);
            shape = to;
        }

        if (attributes.Count == 1 && attributes[0].StartsWith("From", StringComparison.Ordinal))
            attributes.Add("ReLU");
        string[] residuals = [.. _made.Where(other => other.Shape == shape).Select(other => other.Name)];
        if (residuals.Length > 0 && _random.Next(2) == 0)
            attributes.Add(Join("Add", [Pick(residuals)], read));
        _made.Add((name, shape));
        return new RandomStage(name, attributes);
    }

    private string Block(ref (int Channels, int Height, int Width) shape)
    {
        switch (_random.Next(4))
        {
            case 0:
                shape.Channels = Pick(3, 16);
                return $"Block<IUnit>({shape.Channels}{Pick("", ", 1", ", 2 + 3")})";
            case 1:
                int stride = Pick(1, 2);
                shape = (Pick(6, 16), ((shape.Height - 1) / stride) + 1, ((shape.Width - 1) / stride) + 1);
                return $"Block<IProjection>({shape.Channels}, {stride})";
            case 2:
                int width = Pick(4, 8);
                shape.Channels = (2 * width) + 3 + (width > 4 ? 16 : width);
                return $"Block<IInception>({width})";
            default:
                int repeat = Pick(1, 2);
                shape.Channels += 4 * repeat;
                return $"Block<IDense>(Repeat = {repeat})";
        }
    }

    private static string Join(string layer, IEnumerable<string> names, HashSet<string> read)
    {
        StringBuilder code = new(layer + "(");
        code.AppendJoin(", ", names.Select(Reference));
        read.UnionWith(names);
        return code.Append(')').ToString();
    }

    private static string Reference(string name) => name.Contains('.', StringComparison.Ordinal) ? name : $"nameof({name})";

    private void Shuffle(List<RandomStage> stages)
    {
        for (int i = stages.Count - 1; i > 0; i--)
        {
            int j = _random.Next(i + 1);
            (stages[i], stages[j]) = (stages[j], stages[i]);
        }
    }

    private T Pick<T>(params T[] options) => options[_random.Next(options.Length)];
}
