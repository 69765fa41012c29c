namespace CnnGen.Kernels;

/// <summary>A length cut into parts of neighbours: whole multiples of a step, the last one shorter.</summary>
/// <param name="Length">What is cut.</param>
/// <param name="Step">What is not cut any further.</param>
/// <param name="Count">Number of parts.</param>
internal readonly record struct Parts(int Length, int Step = 1, int Count = 1)
{
    /// <summary>The most parts.</summary>
    public int Most => (Length + Step - 1) / Step;

    /// <summary>A part: its first to before its end.</summary>
    public (int First, int End) this[int part] => (
        (int)((long)Most * part / Count) * Step, Math.Min(Length, (int)((long)Most * (part + 1) / Count) * Step));
}

/// <summary>
/// A kernel's output as a grid of chunks. Those of the same lanes are neighbours, so that who takes neighbours reads the same weights.
/// </summary>
internal readonly record struct OutputGrid(Parts Lanes, Parts Samples, Parts Rows, Parts Columns)
{
    public int Chunks => Lanes.Count * Samples.Count * Rows.Count * Columns.Count;

    public OutputBlock this[int chunk]
    {
        get
        {
            (chunk, int column) = Math.DivRem(chunk, Columns.Count);
            (chunk, int row) = Math.DivRem(chunk, Rows.Count);
            (int lane, int sample) = Math.DivRem(chunk, Samples.Count);
            return new OutputBlock(Lanes[lane], Samples[sample], Rows[row], Columns[column]);
        }
    }

    /// <summary>The same lengths in so many parts.</summary>
    public OutputGrid Cut(int lanes, int samples, int rows, int columns) => new(
        Lanes with { Count = lanes }, Samples with { Count = samples }, Rows with { Count = rows }, Columns with { Count = columns });
}

/// <summary>A chunk of a kernel's output, each bound from the first to before the end. Lanes count panels where there are several.</summary>
internal readonly record struct OutputBlock((int First, int End) Lanes, (int First, int End) Samples, (int First, int End) Rows, (int First, int End) Columns);

/// <summary>The order in which a member of the team comes to panels of weights: the caller takes chunks from the front, workers from the back.</summary>
/// <param name="Step">From a panel to the one after; 0 where none is asked for.</param>
/// <param name="Part">Which of the chunks of the same lanes is at hand.</param>
/// <param name="Parts">How many there are: each asks for a part of the next panel.</param>
/// <param name="Following">Weights that are read after all panels, or null.</param>
internal readonly record struct PanelOrder(int Step, int Part, int Parts, Address Following)
{
    public static unsafe PanelOrder Of(in OutputGrid grid, int chunk, int member, float* following)
    {
        int parts = grid.Chunks / grid.Lanes.Count;
        return new PanelOrder(member == 0 ? 1 : -1, chunk % parts, parts, new Address(following));
    }
}
