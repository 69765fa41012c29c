namespace CnnGen.Kernels;

/// <summary>Neighbouring tiles of a batch.</summary>
internal readonly record struct TileRange(int First, int Count)
{
    public int End => First + Count;

    /// <summary>The first tile behind these that another thread is at work on: what it reads and writes must stay with it, so that none of that is asked for.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>All tiles of some samples.</summary>
    public static TileRange Of(WinogradPlan plan, int firstSample, int samples) => new(firstSample * plan.TilesPerSample, samples * plan.TilesPerSample);

    /// <summary>The number of blocks of at most <paramref name="tiles"/> that these are cut into.</summary>
    public int Blocks(int tiles) => (Count + tiles - 1) / tiles;

    /// <summary>One of several parts; all are of about one size.</summary>
    public TileRange Part(int part, int parts)
    {
        (int first, int end) = new Parts(Count, Count: parts)[part];
        return this with { First = First + first, Count = end - first };
    }

    /// <summary>How many of these, from the first on, lie above a tile that is no other thread's, in rows of so many.</summary>
    public int CountAboveOwn(int columns) => Math.Min(Count, Limit - columns - First);
}

/// <summary>The tiles of a batch in order: along a row, row by row, sample by sample.</summary>
internal struct TileWalk(WinogradPlan plan, int first)
{
    private readonly int _rows = plan.TileRows;
    private readonly int _columns = plan.TileColumns;

    public int Sample { get; private set; } = first / plan.TilesPerSample;

    public int Row { get; private set; } = first % plan.TilesPerSample / plan.TileColumns;

    public int Column { get; private set; } = first % plan.TileColumns;

    public void Next()
    {
        if (++Column < _columns)
            return;
        Column = 0;
        if (++Row < _rows)
            return;
        Row = 0;
        Sample++;
    }
}
