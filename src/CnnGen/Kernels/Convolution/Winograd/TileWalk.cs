namespace CnnGen.Kernels;

/// <summary>Neighbouring tiles of a batch.</summary>
internal readonly record struct TileRange(int First, int Count);

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
