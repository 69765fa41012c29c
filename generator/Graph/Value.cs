using CnnGen.Kernels;

namespace CnnGen.Generator.Graph;

/// <summary>How a value's memory is counted.</summary>
internal enum Storage
{
    /// <summary>A feature map of each sample, laid out as <see cref="Value.Map"/>.</summary>
    Map,

    /// <summary><see cref="Value.Size"/> floats for each sample.</summary>
    Sample,

    /// <summary><see cref="Value.Size"/> floats, whatever the batch, for as long as the session lives.</summary>
    Fixed,

    /// <summary><see cref="Value.Size"/> floats, whatever the batch, from the first step that touches them to the last.</summary>
    Scratch,
}

/// <summary>What a node writes and others read: a place in the arena.</summary>
internal sealed class Value(string name, Shape shape, Storage storage, int size = 0)
{
    /// <summary>Unique, Pascal case: the name of its offset in emitted code.</summary>
    public string Name { get; } = name;

    /// <summary>Shape of a sample; for storage other than maps, the shape it belongs to.</summary>
    public Shape Shape { get; } = shape;

    public Storage Storage { get; } = storage;

    /// <summary>Floats, for storage other than maps.</summary>
    public int Size { get; } = size;

    /// <summary>The map whose channels from <see cref="FirstChannel"/> on this one is, without memory of its own; null for a map of its own.</summary>
    public Value? Whole { get; private set; }

    /// <summary>Where it begins in <see cref="Whole"/>.</summary>
    public int FirstChannel { get; private set; }

    /// <summary>The value that has the memory: itself, or what it is a slice of.</summary>
    public Value Root => Whole?.Root ?? this;

    /// <summary>Where it begins in <see cref="Root"/>.</summary>
    public int RootChannel => Whole is null ? 0 : Whole.RootChannel + FirstChannel;

    /// <summary>Whether it takes the place of a whole map that is no longer read.</summary>
    public bool Overwrites => Whole is not null && Whole.Shape == Shape;

    /// <summary>Why it has to be copied where it could have been a slice of one more map; null if nothing forbade it.</summary>
    public string? CopyReason { get; set; }

    /// <summary>Layout of a map, once <c>ChooseLayouts</c> has run.</summary>
    public Map Map { get; set; }

    /// <summary>Whether it stays readable to the end of a run.</summary>
    public bool Keep { get; set; }

    /// <summary>The value that stands for this one since the op between them was left out; null while it exists itself.</summary>
    public Value? StandIn { get; set; }

    /// <summary>Floats that it takes of a sample's, or of the fixed part.</summary>
    public long Floats => Storage == Storage.Map ? Map.SampleStride : CnnGen.Kernels.Map.RoundUp(Size);

    /// <summary>Makes this map a slice of another's channels.</summary>
    public void PlaceIn(Value whole, int firstChannel)
    {
        Whole = whole;
        FirstChannel = firstChannel;
    }

    public override string ToString() => $"{Name}: {Shape}";
}
