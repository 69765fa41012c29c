using System.Collections.Generic;

namespace CnnGen.Generator.Graph;

/// <summary>A stage while its layers are added one by one.</summary>
/// <param name="scope">The stages around it.</param>
/// <param name="stage">Its index there.</param>
/// <param name="start">What its first layer reads; null where that layer joins the stages that it names.</param>
internal sealed class Chain(Scope scope, int stage, Value? start)
{
    private readonly Dictionary<string, int> _ordinals = [];
    private Value? _current = start;

    public Scope Scope => scope;

    public int Stage => stage;

    /// <summary>Whether layers or a source came before, which a join takes as its first input.</summary>
    public bool HasCurrent => _current is not null;

    /// <summary>The value that the next layer reads.</summary>
    public Value Current
    {
        get => _current ?? scope.Input;
        set => _current = value;
    }

    /// <summary>Whether a loss has been added; nothing may follow it.</summary>
    public bool HasLoss { get; set; }

    /// <summary>The layer that ends the scores, after which only a loss may stand; null before.</summary>
    public string? Ending { get; set; }

    /// <summary>The last max pooling, whose winners an unpooling may ask for.</summary>
    public Node? Pool { get; set; }

    /// <summary>Numbers the layers of a kind.</summary>
    public int NextOrdinal(string kind) => _ordinals[kind] = _ordinals.TryGetValue(kind, out int last) ? last + 1 : 1;
}
