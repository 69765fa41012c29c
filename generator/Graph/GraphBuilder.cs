using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Layers;

namespace CnnGen.Generator.Graph;

/// <summary>A declaration as a graph: one node a layer, with the parameters and what the input's normalisation is.</summary>
internal sealed class Network(Graph graph, IReadOnlyList<Parameter> parameters, IReadOnlyList<LayerRow> rows, IReadOnlyList<Value> stageOutputs, InputNormalization normalization)
{
    public Graph Graph { get; } = graph;

    public IReadOnlyList<Parameter> Parameters { get; } = parameters;

    /// <summary>What the summary shows of each layer, in order.</summary>
    public IReadOnlyList<LayerRow> Rows { get; } = rows;

    /// <summary>The value that each stage ends with.</summary>
    public IReadOnlyList<Value> StageOutputs { get; } = stageOutputs;

    public InputNormalization Normalization { get; } = normalization;

    /// <summary>Floats of trainable parameters, which lie first.</summary>
    public int TrainableSize => Parameters.Where(parameter => parameter.Trainable).Sum(parameter => parameter.Size);

    public int TotalSize => Parameters.Sum(parameter => parameter.Size);
}

/// <summary>Mean and deviation of each input channel, or empty lists.</summary>
internal sealed record InputNormalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    public static InputNormalization None => new([], []);
}

/// <summary>A layer for the summary.</summary>
internal sealed record LayerRow(int Stage, string Label, Node Node);

/// <summary>Builds the graph of a declaration layer by layer, checking each; the first mistake ends it.</summary>
internal sealed class GraphBuilder
{
    private readonly ModelSpec _spec;
    private readonly List<Node> _nodes = [];
    private readonly List<Parameter> _parameters = [];
    private readonly List<LayerRow> _rows = [];
    private readonly Dictionary<string, int> _ordinals = [];
    private int _dropouts;

    private GraphBuilder(ModelSpec spec)
    {
        _spec = spec;
        Current = new Value("Input", new Shape(spec.Channels, spec.Height, spec.Width), Storage.Map);
    }

    /// <summary>The value that the next layer reads.</summary>
    public Value Current { get; private set; }

    public InputNormalization Normalization { get; set; } = InputNormalization.None;

    /// <summary>Whether a loss has been added; nothing may follow it.</summary>
    public bool HasLoss { get; set; }

    /// <summary>The layer that ends the scores, after which only a loss may stand; null before.</summary>
    public string? Ending { get; set; }

    public bool IsEmpty => _nodes.Count == 0;

    /// <summary>Numbers the dropouts, so that each draws a stream of its own.</summary>
    public int NextDropout() => _dropouts++;

    /// <exception cref="ProblemException">The declaration makes no sense; the exception carries the diagnostic.</exception>
    public static Network Build(ModelSpec spec)
    {
        GraphBuilder builder = new(spec);
        Value input = builder.Current;
        List<Value> stageOutputs = [];
        for (int stage = 0; stage < spec.Stages.Count; stage++)
        {
            builder.CheckSource(stage);
            for (int layer = 0; layer < spec.Stages[stage].Layers.Count; layer++)
                builder.AddLayer(stage, layer);
            builder.Current.Keep |= spec.Stages[stage].Keep;
            stageOutputs.Add(builder.Current);
        }

        if (!builder.HasLoss)
            LossLayers.AddDefault(builder, spec);
        int offset = 0;
        foreach (Parameter parameter in builder._parameters.OrderBy(parameter => !parameter.Trainable))
        {
            parameter.Offset = offset;
            offset = checked(offset + parameter.Size);
        }

        return new Network(new Graph(input, builder.Current, builder._nodes).Check("building"), builder._parameters, builder._rows, stageOutputs, builder.Normalization);
    }

    /// <summary>Adds a node that makes the next value.</summary>
    public Node Add(string label, Op op, Shape output)
    {
        Value value = new(Identifier(label), output, Storage.Map);
        Node node = new(label, op, [Current], [value]);
        _nodes.Add(node);
        Current = value;
        return node;
    }

    /// <summary>Adds a node at the end that makes no map: a loss.</summary>
    public void AddSink(string label, Op op) => _nodes.Add(new Node(label, op, [Current], []));

    public void AddParameter(Parameter parameter) => _parameters.Add(parameter);

    /// <summary>A label as an identifier: <c>Down1.conv2</c> becomes <c>Down1Conv2</c>.</summary>
    public static string Identifier(string label) =>
        string.Concat(label.TrimStart('@').Split('.').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

    /// <summary>A stage reads the one above, and may say so.</summary>
    private void CheckSource(int stage)
    {
        string from = _spec.Stages[stage].From;
        if (from.Length == 0)
            return;
        string[] above = [.. _spec.Stages.Take(stage).Select(s => s.Name.TrimStart('@'))];
        string name = _spec.Stages[stage].Name;
        Site site = new(stage, -1, ModelParser.FromArgument);
        if (!above.Contains(from))
            throw new ProblemException(Problem.Of(Descriptors.UnknownStage, site, from, name, above.Length > 0 ? string.Join(", ", above) : "none"));
        if (above.Last() != from)
            throw new ProblemException(Problem.Of(Descriptors.NotTheStageAbove, site, from, name, above.Last()));
    }

    private void AddLayer(int stage, int layer)
    {
        LayerSpec spec = _spec.Stages[stage].Layers[layer];
        int before = _nodes.Count;
        string label = Label(stage, spec.Kind);
        bool last = !_spec.Stages.SelectMany((s, i) => s.Layers.Where((_, j) => i > stage || (i == stage && j > layer))).Any(later => LayerCatalog.HasWeights(later.Kind));
        LayerContext context = new(this, spec, new Site(stage, layer), label, last);
        if (HasLoss)
            throw new ProblemException(Problem.Of(LossLayers.IsLoss(spec.Kind) ? Descriptors.OneLoss : Descriptors.MustBeLast, context.Site, LossLayers.IsLoss(spec.Kind) ? spec.Kind : _nodes.Last().Label));
        if (Ending is not null && !LossLayers.IsLoss(spec.Kind))
            throw new ProblemException(Problem.Of(Descriptors.MustBeLast, context.Site with { Layer = layer }, Ending));
        LayerCatalog.Find(spec.Kind)(context);
        if (_nodes.Count > before)
            _rows.Add(new LayerRow(stage, label, _nodes.Last()));
    }

    /// <summary><c>conv1</c> in a chain on the class; <c>Down1.conv</c> in a stage, numbered where the stage has several.</summary>
    private string Label(int stage, string kind)
    {
        string name = kind is "ReLU" or "SiLU" or "GELU" ? kind.ToLowerInvariant() : char.ToLowerInvariant(kind[0]) + kind.Substring(1);
        StageSpec spec = _spec.Stages[stage];
        string key = $"{stage}.{kind}";
        _ordinals[key] = _ordinals.TryGetValue(key, out int last) ? last + 1 : 1;
        if (spec.Name.Length == 0)
            return name + _ordinals[key];
        bool several = spec.Layers.Count(layer => layer.Kind == kind) > 1;
        return $"{spec.Name.TrimStart('@')}.{name}{(several ? _ordinals[key].ToString() : "")}";
    }
}
