using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Helpers;
using CnnGen.Generator.Layers;

namespace CnnGen.Generator.Graph;

/// <summary>The stages of a model or of one use of a block while they are built: their names, who reads whom, and the values they end with.</summary>
/// <param name="stages">The stages in the order of their declaration.</param>
/// <param name="prefix">What the labels of their layers begin with.</param>
/// <param name="input">What the first stage reads.</param>
/// <param name="root">The stage of the model that they belong to; -1 if they are the model's own.</param>
internal sealed class Scope(EquatableArray<StageSpec> stages, string prefix, Value input, int root)
{
    private readonly Value?[] _outputs = new Value?[stages.Count];
    private readonly Node?[] _pools = new Node?[stages.Count];
    private readonly List<int> _open = [];

    public EquatableArray<StageSpec> Stages => stages;

    public string Prefix => prefix;

    public Value Input => input;

    public bool IsModel => root < 0;

    /// <summary>The stage of the model that one of these stages belongs to.</summary>
    public int RootOf(int stage) => IsModel ? stage : root;

    /// <summary>Index of a stage by name, -1 if there is none.</summary>
    public int Find(string name) => stages.Select(stage => stage.PlainName).ToList().IndexOf(name);

    /// <summary>What a stage's chain starts from: the stage it names, or the one above; null where the first layer joins the stages that it names.</summary>
    public string? SourceOf(int stage)
    {
        StageSpec spec = stages[stage];
        if (spec.From.Length > 0)
            return spec.From;
        if (spec.Layers.Count > 0 && LayerCatalog.IsJoin(spec.Layers[0].Kind) && spec.Layers[0].StageNames.Count() > 1)
            return null;
        return stage == 0 ? StageSpec.Input : stages[stage - 1].PlainName;
    }

    /// <summary>The stages that read a stage.</summary>
    public IEnumerable<StageSpec> ReadersOf(int stage)
    {
        string name = stages[stage].PlainName;
        return stages.Where((reader, i) => SourceOf(i) == name || reader.Layers.Any(layer => layer.StageNames.Contains(name)));
    }

    /// <summary>Every stage that is named must exist; told before anything else, because a wrong name also leaves a stage unread.</summary>
    /// <param name="owner">What a chain without a name is called: the model, or the block.</param>
    public void CheckNames(string owner)
    {
        foreach (StageSpec stage in stages)
        {
            IEnumerable<(string Name, Site Site)> names = stage.Layers.SelectMany(layer => layer.StageNames.Select(name => (name, layer.Site)));
            if (stage.From.Length > 0)
                names = names.Prepend((stage.From, stage.Site with { Argument = StageSpec.FromArgument }));
            foreach ((string name, Site site) in names.Where(named => named.Name != StageSpec.Input && Find(named.Name) < 0))
            {
                string known = string.Join(", ", stages.Select(other => other.PlainName).Where(other => other.Length > 0 && other != stage.PlainName).Append(StageSpec.Input));
                throw new ProblemException(Problem.Of(Descriptors.UnknownStage, site, name, stage.Name.Length == 0 ? owner : stage.PlainName, known));
            }
        }
    }

    public Value? OutputOf(int stage) => _outputs[stage];

    /// <summary>The last max pooling of a stage that has been built.</summary>
    public Node? PoolOf(string name) => _pools[Find(name)];

    /// <summary>Notes that a stage is being built; false if it is already, which is a circle.</summary>
    public bool Open(int stage)
    {
        if (_open.Contains(stage))
            return false;
        _open.Add(stage);
        return true;
    }

    public void Close(int stage, Chain chain)
    {
        _open.Remove(stage);
        _outputs[stage] = chain.Current;
        _pools[stage] = chain.Pool;
    }

    /// <summary>The circle that leads back to a stage, for a reader.</summary>
    public string Circle(int stage) =>
        string.Join(" reads ", _open.Skip(_open.IndexOf(stage)).Append(stage).Select(index => stages[index].PlainName));
}
