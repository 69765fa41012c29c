using System.Runtime.CompilerServices;

namespace CnnGen.Kernels.Tiles;

/// <summary>Forward tiles below one another: as many as some rows take, all of one width, the last of as many rows as are left.</summary>
internal readonly unsafe struct TileColumn
{
    private readonly delegate*<float*, float*, float*, float*, ForwardTile*, void> _whole;
    private readonly delegate*<float*, float*, float*, float*, ForwardTile*, void> _last;
    private readonly int _rows;
    private readonly int _rowsOfTile;
    private readonly int _mostLanes;

    /// <param name="tiles">The tiles to choose from.</param>
    /// <param name="rows">Rows that they take.</param>
    /// <param name="lanesLeft">Lanes that are left, of which they take some.</param>
    public TileColumn(TileSet tiles, int rows, int lanesLeft)
    {
        TileCut cut = tiles.Cut(rows, lanesLeft);
        int rest = rows % cut.Rows;
        (Lanes, _rows, _rowsOfTile, _mostLanes) = (cut.Lanes, rows, cut.Rows, lanesLeft);
        _whole = tiles.Forward(cut.Rows, cut.Vectors);
        _last = rest == 0 ? _whole : tiles.Forward(rest, cut.Vectors);
    }

    /// <summary>Lanes of each tile.</summary>
    public int Lanes { get; }

    /// <summary>Whether with so many lanes left the choice is the same: the best of more tiles is the best of fewer that it is among.</summary>
    public bool Fits(int lanesLeft) => lanesLeft >= Lanes && lanesLeft <= _mostLanes;

    /// <summary>Runs the tiles from the first row on, which add to what stands there or not. Each asks for its share of the next weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(float* x, float* w, float* bias, float* y, ForwardTile* tile, ref NextWeights next, bool accumulate)
    {
        for (int row = 0; row < _rows; row += _rowsOfTile)
        {
            next.Ask(tile);
            tile->Added = accumulate ? y : null;
            (row + _rowsOfTile <= _rows ? _whole : _last)(x, w, bias, y, tile);
            x += _rowsOfTile * tile->PixelStep;
            y += _rowsOfTile * tile->OutputStep;
        }
    }
}
