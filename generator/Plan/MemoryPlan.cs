using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Plan;

/// <summary>A value's place in the arena and the steps during which it is in use.</summary>
/// <param name="Value">The value.</param>
/// <param name="Offset">First float: of a sample's part, or of the fixed part.</param>
/// <param name="First">Step that writes it first; -1 for the input.</param>
/// <param name="Last">Last step that touches it.</param>
internal sealed record Placement(Value Value, long Offset, int First, int Last)
{
    public long End => Offset + Value.Floats;

    public bool LivesWith(Placement other) => First <= other.Last && other.First <= Last;

    public bool SharesMemoryWith(Placement other) => Offset < other.End && other.Offset < End && Value.Floats > 0 && other.Value.Floats > 0;
}

/// <summary>Where every value of a session lies.</summary>
/// <param name="Samples">What each sample has.</param>
/// <param name="Fixed">What does not depend on the batch.</param>
/// <param name="Slices">Values that lie in others.</param>
/// <param name="Scratch">Floats that each thread has to itself within a step: those of the greediest.</param>
internal sealed record MemoryPlan(IReadOnlyList<Placement> Samples, IReadOnlyList<Placement> Fixed, IReadOnlyList<Value> Slices, int Scratch)
{
    public long SampleSize => Samples.Select(placement => placement.End).DefaultIfEmpty(0).Max();

    /// <summary>Floats of a session of one thread that do not depend on the batch.</summary>
    public long SharedSize => FixedSize + Scratch;

    /// <summary>Floats of the fixed part.</summary>
    public long FixedSize => Fixed.Select(placement => placement.End).DefaultIfEmpty(0).Max();

    /// <summary>Floats of a sample if no two values shared memory.</summary>
    public long UnsharedSize => Samples.Sum(placement => placement.Value.Floats) + Slices.Sum(slice => (long)slice.Shape.Pixels * Map.LanesOf(slice.Shape.Channels));

    public Placement Of(Value value) => Samples.Concat(Fixed).First(placement => placement.Value == value.Root);

    /// <summary>Whether anything else is ever written over a value's memory, so that its zero border must be made anew each time.</summary>
    public bool IsOverwritten(Value value)
    {
        Placement placement = Of(value);
        return Samples.Any(other => other != placement && other.SharesMemoryWith(placement));
    }
}
