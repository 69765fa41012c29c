using System.Globalization;
using System.Text;

namespace CnnGen.Tests.Networks;

/// <summary>A declaration of stages that can be taken apart: each is its attributes in order, a head that says what it reads first.</summary>
internal sealed record RandomGraph(string Input, IReadOnlyList<RandomStage> Stages)
{
    public string Declare(string name) =>
        $"[CnnModel({Input})]\npublic partial class {name}\n{{\n{string.Concat(Stages.Select(stage => stage.Declare()))}}}\n";

    /// <summary>The graph with direct sums alone, whose equals are equal in the code too.</summary>
    public RandomGraph WithDirectSums() =>
        this with { Input = Input.Replace("Accuracy.Fast", "Accuracy.Direct", StringComparison.Ordinal).Replace("Accuracy.Balanced", "Accuracy.Direct", StringComparison.Ordinal) };
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

        [Conv(Inputs, 3, padding: 1, groups: Inputs, bias: Bias), BatchNorm, ReLU, Conv(Factor * Inputs, 1, bias: !Bias), SiLU]
        interface ISeparable : IBlock { [Parameter] const int Inputs = 3, Factor = 1; [Parameter] const bool Bias = true; }

        interface IHourglass : IBlock
        {
            [Parameter] const int Kernel = 2, Width = 8;
            [Conv(Width, 3, padding: 1), ReLU, MaxPool([Kernel, 2], stride: [2, 1], padding: [Kernel - 2, 1])] Stage Down { get; }
            [Block<IUnit>(Width, Repeat = 2)] Stage Deep { get; }
            [MaxUnpool(nameof(Down)), Concat(Input)] Stage Up { get; }
        }

        [ConvTranspose(4 * Quads, 2, stride: 2), GroupNorm(Quads), SiLU]
        interface IGrowing : IBlock { [Parameter] const int Quads = 1; }

        """;

    private const string Output = "Out", Auxiliary = "Auxiliary(0.5), ";

    private readonly Random _random = new(seed);

    /// <summary>Numbers of their own for the outputs' scores: what else is drawn does not depend on them.</summary>
    private readonly Random _heads = new(~seed * 3);
    private readonly RandomAccuracies _accuracies = new(seed);
    private readonly RandomChains _layers = new(seed);
    private readonly List<(string Name, (int Channels, int Height, int Width) Shape)> _made = [];
    private readonly HashSet<string> _flat = [];
    private readonly List<(string Name, (int Channels, int Height, int Width) Input, (int Channels, int Height, int Width) Output)> _pools = [];

    public RandomGraph Next()
    {
        _made.Clear();
        _flat.Clear();
        _pools.Clear();
        (int Channels, int Height, int Width) input = (Pick(1, 3, 8, 16), _random.Next(2, 11), _random.Next(2, 11));
        _made.Add(("Stage.Input", input));
        List<RandomStage> stages = [];
        HashSet<string> read = [];
        int count = _random.Next(2, 7);
        for (int i = 0; i < count; i++)
            stages.Add(Stage($"S{i}", read));
        string[] unread = [.. stages.Select(stage => stage.Name).Where(name => !read.Contains(name))];
        int end = _random.Next(unread.Length > 1 ? 5 : 7);
        for (int i = 0; i < unread.Length; i++)
        {
            string auxiliary = i < unread.Length - 1 && _random.Next(2) == 0 ? Auxiliary : "";
            stages.Add(new RandomStage($"{Output}{i}", [$"{auxiliary}From(nameof({unread[i]}))"]));
        }

        // The input's normalisation comes before all that reads the input, so the stages stay as they are.
        if (_random.Next(5) == 0)
            stages[0] = stages[0] with { Attributes = [stages[0].Attributes[0], "Normalize(0.4, 0.3)", .. stages[0].Attributes.Skip(1)] };
        else if (_random.Next(3) == 0)
            Shuffle(stages);
        End(stages, end);
        return new RandomGraph(string.Create(CultureInfo.InvariantCulture, $"{input.Channels}, {input.Height}, {input.Width}, Accuracy = {_accuracies.Next()}"), stages);
    }

    /// <summary>
    /// Ends every output with scores and a loss: of one kind, but with answers and classes of its own for each; those of an auxiliary one are those of the
    /// next output below, or of the last.
    /// </summary>
    private void End(List<RandomStage> stages, int kind)
    {
        int last = stages.FindLastIndex(stage => IsOutput(stage) && !IsAuxiliary(stage));
        IReadOnlyList<string> end = Scores(kind);
        foreach (int i in Enumerable.Range(last, stages.Count - last).Concat(Enumerable.Range(0, last).Reverse()).Where(i => IsOutput(stages[i])))
        {
            if (i != last && !IsAuxiliary(stages[i]))
                end = Scores(kind);
            stages[i] = stages[i] with { Attributes = [.. stages[i].Attributes, .. end] };
        }
    }

    private static bool IsOutput(RandomStage stage) => stage.Name.StartsWith(Output, StringComparison.Ordinal);

    private static bool IsAuxiliary(RandomStage stage) => stage.Attributes[0].StartsWith(Auxiliary, StringComparison.Ordinal);

    /// <summary>The layers that make an output's scores and compare them; answers for each pixel only where there is one output alone.</summary>
    private IReadOnlyList<string> Scores(int kind)
    {
        string[] weights = ["1", "2", "0.5", "0", "3", "1.5"];
        int classes = _heads.Next(2, weights.Length + 1);
        string linear = $"Linear({classes})";
        return kind switch
        {
            0 or 1 => [linear],
            2 => [linear, "MeanSquaredError"],
            3 => [linear, "Softmax", "CrossEntropy(labelSmoothing: 0.1)"],
            4 => [linear, $"CrossEntropy(ignore: {255 * _heads.Next(2)}, Weights = [{string.Join(", ", weights.Take(classes))}])"],
            5 => ["Conv(4, 1)", "PixelCrossEntropy(ignore: 0)"],
            _ => ["Conv(9, 3, padding: 1)", "MeanSquaredError"],
        };
    }

    private RandomStage Stage(string name, HashSet<string> read)
    {
        (string Name, (int Channels, int Height, int Width) Shape) source = _made[_random.Next(_made.Count)];
        (int Channels, int Height, int Width) shape = source.Shape;
        List<string> attributes = [];
        string[] addends = [.. _made.Where(other => other.Shape == source.Shape).Select(other => other.Name)];
        string[] neighbours = [.. _made.Where(other => (other.Shape.Height, other.Shape.Width) == (shape.Height, shape.Width)).Select(other => other.Name)];
        int head = _random.Next(5);
        if (head == 0 && addends.Length > 1)
            attributes.Add(Join("Add", Perhaps() ? addends : [source.Name, source.Name], read));
        else if (head == 1 && neighbours.Length > 1)
        {
            string[] chosen = [.. neighbours.OrderBy(_ => _random.Next()).Take(3)];
            if (_random.Next(4) == 0)
                chosen[0] = chosen[^1];
            shape.Channels = chosen.Sum(name => _made.First(other => other.Name == name).Shape.Channels);
            attributes.Add(Join("Concat", chosen, read));
        }
        else if (head == 2 && Decoder(ref shape, read) is { } decoder)
            attributes.AddRange(decoder);
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

        if (attributes.Any(Flattens) || _flat.Any(flat => attributes.Any(attribute => attribute.Contains(Reference(flat), StringComparison.Ordinal))))
            _flat.Add(name);
        else if (pool is not null)
            _pools.Add(pool.Value);
        foreach ((string pooled, (int Channels, int Height, int Width) to, (int Channels, int Height, int Width) from) in _pools.Where(known => known.Name != name))
        {
            if (shape != from || Perhaps())
                continue;
            attributes.Add($"MaxUnpool(nameof({pooled}))");
            read.Add(pooled);
            shape = to;
        }

        if (attributes.Count == 1 && attributes[0].StartsWith("From", StringComparison.Ordinal))
            attributes.Add("ReLU");
        string[] residuals = [.. _made.Where(other => other.Shape == shape).Select(other => other.Name)];
        if (residuals.Length > 0 && Perhaps())
            attributes.Add(Join("Add", [Pick(residuals)], read));
        if (_random.Next(6) == 0)
            attributes.Add("Keep");
        _made.Add((name, shape));
        return new RandomStage(name, attributes);
    }

    /// <summary>
    /// Whether a layer takes different numbers to next to the same: which of them wins a pooling behind it is a matter of rounding, and where an unpooling
    /// then puts its values too.
    /// </summary>
    private static bool Flattens(string layer) => layer is "Tanh" or "Sigmoid" or "GELU" or "SiLU" || layer.StartsWith("Block<ISeparable>", StringComparison.Ordinal) || layer.StartsWith("Block<IGrowing>", StringComparison.Ordinal);

    /// <summary>A way back up: a stage of the size that some max pooling left, its channels, and the unpooling to its winners; null if there is none.</summary>
    private string[]? Decoder(ref (int Channels, int Height, int Width) shape, HashSet<string> read)
    {
        foreach ((string pooled, (int Channels, int Height, int Width) to, (int Channels, int Height, int Width) from) in _pools.OrderBy(_ => _random.Next()))
        {
            string[] sources = [.. _made.Where(other => (other.Shape.Height, other.Shape.Width) == (from.Height, from.Width)).Select(other => other.Name)];
            if (sources.Length == 0)
                continue;
            string source = Pick(sources);
            read.UnionWith([source, pooled]);
            shape = to;
            return [$"From({Reference(source)})", $"Conv({from.Channels}, 1)", $"MaxUnpool(nameof({pooled}))"];
        }

        return null;
    }

    private string Block(ref (int Channels, int Height, int Width) shape)
    {
        switch (_random.Next(7))
        {
            case 0:
                shape.Channels = Pick(3, 16);
                return $"Block<IUnit>({shape.Channels}{Pick("", ", 1", ", 2 + 3", ", Repeat = 3")})";
            case 1:
                int stride = Pick(1, 2);
                shape = (Pick(6, 16), ((shape.Height - 1) / stride) + 1, ((shape.Width - 1) / stride) + 1);
                return $"Block<IProjection>({shape.Channels}, {stride})";
            case 2:
                int width = Pick(4, 8);
                shape.Channels = (2 * width) + 3 + (width > 4 ? 16 : width);
                return $"Block<IInception>({width}{Pick("", ", Repeat = 2")})";
            case 3 when shape.Channels > 1:
                int inputs = shape.Channels, factor = Pick(1, 2);
                shape.Channels *= factor;
                return $"Block<ISeparable>({inputs}, {factor}{Pick("", ", false")})";
            case 4:
                int kernel = shape.Height > 1 ? Pick(2, 3) : 3, hidden = Pick(3, 8);
                shape.Channels += hidden;
                return $"Block<IHourglass>({kernel}, {hidden})";
            case 5 when Math.Max(shape.Height, shape.Width) < 12:
                int quads = Pick(1, 2, 4);
                shape = (4 * quads, 2 * shape.Height, 2 * shape.Width);
                return $"Block<IGrowing>({quads})";
            case 6 when shape.Channels > 1:
                int repeat = Pick(1, 2);
                shape.Channels += 4 * repeat;
                return $"Block<IDense>(Repeat = {repeat})";
            default:
                shape.Channels = 16;
                return "Block<IUnit>(16)";
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

    private bool Perhaps() => _random.Next(2) == 0;

    private T Pick<T>(params T[] options) => options[_random.Next(options.Length)];
}
