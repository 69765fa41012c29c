using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Layers;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Generator.Graph;

/// <summary>Builds the graph of a declaration stage by stage and layer by layer, checking each; the first mistake ends it.</summary>
internal sealed class GraphBuilder
{
    private readonly ModelSpec _spec;
    private readonly List<Node> _nodes = [];
    private readonly List<Parameter> _parameters = [];
    private readonly List<LayerRow> _rows = [];
    private readonly Dictionary<string, string> _labels = [];
    private int _dropouts;

    private GraphBuilder(ModelSpec spec) => _spec = spec;

    public InputNormalization Normalization { get; set; } = InputNormalization.None;

    /// <summary>The largest tile of minimal filtering that the declaration allows; 0 for none.</summary>
    public int LargestTile => _spec.LargestTile;

    /// <summary>Whether predictors keep the weights of linear layers as bfloat16.</summary>
    public bool HalfLinear => _spec.HalfLinear;

    public bool IsEmpty => _nodes.Count == 0;

    /// <summary>Numbers the dropouts, so that each draws a stream of its own.</summary>
    public int NextDropout() => _dropouts++;

    /// <exception cref="ProblemException">The declaration makes no sense; the exception carries the diagnostic.</exception>
    public static Network Build(ModelSpec spec) => new GraphBuilder(spec).Build();

    private Network Build()
    {
        Value input = new("Input", new Shape(_spec.Channels, _spec.Height, _spec.Width), Storage.Map);
        if (!Shape.IsAddressable(_spec.Channels, _spec.Height, _spec.Width))
            throw new ProblemException(Problem.Of(Descriptors.TooLarge, Site.Class with { Argument = "input" }, "The input", $"one image of {input.Shape}", Emit.Text.Count((double)_spec.Channels * _spec.Height * _spec.Width), Emit.Text.Count(Shape.MostFloats)));
        Scope model = new(_spec.Stages, "", input, root: -1);
        model.CheckNames(_spec.Name);
        Value[] ends = [.. Enumerable.Range(0, model.Stages.Count).Select(stage => BuildStage(model, stage))];
        IReadOnlyList<int> outputs = Outputs.Of(_spec, model);
        Outputs.CheckLosses(_spec, outputs, _nodes);
        for (int i = 0; i < ends.Length; i++)
            ends[i].Keep |= _spec.Stages[i].Keep || (outputs.Count > 1 && outputs.Contains(i));
        PlaceParameters();

        Graph graph = new(input, ends[outputs[outputs.Count - 1]], _nodes);
        return new Network(graph.Check("building"), _parameters, _rows, ends, outputs, Normalization);
    }

    /// <summary>Trainable parameters lie first, so that an optimizer sees one block.</summary>
    private void PlaceParameters()
    {
        long offset = 0;
        foreach (Parameter parameter in _parameters.OrderBy(parameter => !parameter.Trainable))
        {
            parameter.Offset = (int)offset;
            offset += parameter.Size;
            if (offset > int.MaxValue)
                throw new ProblemException(Problem.Of(Descriptors.TooLarge, Site.Class, "The network", "all parameters", Emit.Text.Count(_parameters.Sum(other => (long)other.Size)), Emit.Text.Count(int.MaxValue)));
        }
    }

    /// <summary>Adds a node that makes the next value of a chain.</summary>
    public Node Add(Chain chain, string label, Op op, Value[] inputs, Shape output)
    {
        Value value = new(Identifier(label), output, Storage.Map);
        if (_labels.TryGetValue(value.Name, out string? other))
            throw new ProblemException(Problem.Of(Descriptors.SameNames, chain.Scope.Stages[chain.Stage].Site, other, label, value.Name));
        _labels.Add(value.Name, label);
        Node node = new(label, op, inputs, [value]);
        _nodes.Add(node);
        chain.Current = value;
        return node;
    }

    /// <summary>Adds the loss of a chain, which nothing may follow.</summary>
    public void AddLoss(Chain chain, LossOp op)
    {
        chain.HasLoss = true;
        StageSpec stage = chain.Scope.Stages[chain.Stage];
        bool first = !_nodes.Any(node => node.Op is LossOp);
        string label = first && stage.AuxiliaryWeight == 0 ? "loss" : $"{stage.PlainName}.loss";
        LossOp weighted = op with
        {
            Weight = stage.AuxiliaryWeight == 0 ? 1 : (float)stage.AuxiliaryWeight,
            IsFirst = first,
            Stage = chain.Stage,
            Answers = Outputs.AnswersOf(chain.Scope, chain.Stage),
        };
        _nodes.Add(new Node(label, weighted, [chain.Current], []));
    }

    public void AddParameter(Parameter parameter) => _parameters.Add(parameter);

    /// <summary>The value that a stage ends with, by a name that a layer or [From] gives; the stage is built if it has not been.</summary>
    public Value Resolve(Scope scope, string name, Site site)
    {
        if (name == StageSpec.Input)
            return scope.Input;
        int stage = scope.Find(name);
        return scope.OutputOf(stage) ?? BuildStage(scope, stage, site);
    }

    /// <summary>A label as an identifier: <c>Down1.conv2</c> becomes <c>Down1Conv2</c>.</summary>
    public static string Identifier(string label) =>
        string.Concat(label.TrimStart('@').Split('.').Select(part => char.ToUpperInvariant(part[0]) + part.Substring(1)));

    private Value BuildStage(Scope scope, int index, Site? reader = null)
    {
        if (scope.OutputOf(index) is { } known)
            return known;
        StageSpec stage = scope.Stages[index];
        if (!scope.Open(index))
            throw new ProblemException(Problem.Of(Descriptors.Cycle, reader ?? stage.Site, stage.PlainName, scope.Circle(index)));
        Site from = stage.From.Length > 0 ? stage.Site with { Argument = StageSpec.FromArgument } : stage.Site;
        Chain chain = new(scope, index, scope.SourceOf(index) is { } source ? Resolve(scope, source, from) : null);
        for (int layer = 0; layer < stage.Layers.Count; layer++)
            AddLayer(chain, layer);
        if (scope.IsModel && (chain.HasLoss || chain.Ending is not null) && scope.ReadersOf(index).Any())
        {
            LayerSpec end = stage.Layers[stage.Layers.Count - 1];
            throw new ProblemException(Problem.Of(Descriptors.MustBeLast, end.Site, end.Kind));
        }

        if (scope.IsModel && !chain.HasLoss && !scope.ReadersOf(index).Any())
            LossLayers.AddDefault(this, chain, _spec);
        scope.Close(index, chain);
        return chain.Current;
    }

    private void AddLayer(Chain chain, int index)
    {
        StageSpec stage = chain.Scope.Stages[chain.Stage];
        LayerSpec layer = stage.Layers[index];
        if (chain.HasLoss)
            throw new ProblemException(Problem.Of(LossLayers.IsLoss(layer.Kind) ? Descriptors.OneLoss : Descriptors.MustBeLast, layer.Site, LossLayers.IsLoss(layer.Kind) ? layer.Kind : _nodes.Last().Label));
        if (chain.Ending is not null && !LossLayers.IsLoss(layer.Kind))
            throw new ProblemException(Problem.Of(Descriptors.MustBeLast, layer.Site, chain.Ending));
        string label = Label(chain, layer);
        if (layer.Stages.Count > 0)
        {
            chain.Current = BuildBlock(chain, layer, label);
            return;
        }

        int before = _nodes.Count;
        LayerCatalog.Find(layer.Kind)(new LayerContext(this, chain, layer, label, IsLastWithWeights(chain, index)));
        if (_nodes.Count > before)
            _rows.Add(new LayerRow(chain.Scope.RootOf(chain.Stage), label, _nodes.Last()));
        if (!chain.Scope.IsModel && (chain.HasLoss || chain.Ending is not null))
            throw new ProblemException(Problem.Of(Descriptors.LossInBlock, layer.Site, layer.Kind));
    }

    /// <summary>The stages of a block, reading the chain that uses it; its last stage is its output.</summary>
    private Value BuildBlock(Chain chain, LayerSpec block, string label)
    {
        Scope scope = new(block.Stages, label + ".", chain.Current, chain.Scope.RootOf(chain.Stage));
        scope.CheckNames(block.Block);
        int last = scope.Stages.Count - 1;
        for (int stage = 0; stage < last; stage++)
        {
            if (!scope.ReadersOf(stage).Any())
                throw new ProblemException(Problem.Of(Descriptors.UnreadStage, scope.Stages[stage].Site, scope.Stages[stage].PlainName, scope.Stages[last].PlainName));
        }

        return BuildStage(scope, last);
    }

    /// <summary>Whether nothing with weights follows a layer: its stage is an output, and no later layer of it has any.</summary>
    private static bool IsLastWithWeights(Chain chain, int layer) =>
        chain.Scope.IsModel
        && !chain.Scope.ReadersOf(chain.Stage).Any()
        && !chain.Scope.Stages[chain.Stage].Layers.Skip(layer + 1).Any(later => LayerCatalog.HasWeights(later.Kind) || later.Stages.Count > 0);

    /// <summary><c>conv1</c> in a chain on the class; <c>Down1.conv</c> in a stage, numbered where the stage has several; within a block behind the block's label.</summary>
    private static string Label(Chain chain, LayerSpec layer)
    {
        string kind = layer.Block.Length > 0 ? layer.Block : layer.Kind;
        string name = IsAcronym(kind) ? kind.ToLowerInvariant() : char.ToLowerInvariant(kind[0]) + kind.Substring(1);
        StageSpec stage = chain.Scope.Stages[chain.Stage];
        int ordinal = chain.NextOrdinal(name);
        if (stage.Name.Length == 0)
            return $"{chain.Scope.Prefix}{name}{ordinal}";
        bool several = stage.Layers.Count(other => (other.Block.Length > 0 ? other.Block : other.Kind) == kind) > 1;
        return $"{chain.Scope.Prefix}{stage.PlainName}.{name}{(several ? $"{ordinal}" : "")}";
    }

    /// <summary>Whether a name is capitals but for one letter at most: <c>ReLU</c> becomes <c>relu</c>, not <c>reLU</c>.</summary>
    private static bool IsAcronym(string name) => name.Count(char.IsLower) <= 1;
}
