using System.Runtime.CompilerServices;

namespace CnnGen.Kernels.Tiles;

/// <summary>
/// Weights that are asked for while tiles read those before them: each of the last tiles asks for a share, a line with each row at the most, so that memory works
/// while the processor multiplies. It asks for parts of its share in turns: no processor looks beyond the page at hand, and where one page ends it is at work on the
/// others. A tile that is the only one to read its weights takes as long as memory does, and asks a page ahead of itself. The default asks for none.
/// </summary>
internal unsafe struct NextWeights
{
    private const int MostShares = 16, PageFloats = 1024, LineFloats = 16;

    /// <summary>Parts of a share that are asked for in turns, if they are whole lines.</summary>
    private const int Turns = 4;

    private readonly float* _first;
    private readonly int _shares;
    private readonly nint _share;
    private readonly nint _step;

    /// <summary>Floats that turns go around in: those of a share, or none.</summary>
    private readonly nint _around;
    private int _left;

    /// <param name="first">The next weights.</param>
    /// <param name="floats">How many there are.</param>
    /// <param name="rows">Rows of weights that a tile reads.</param>
    /// <param name="tiles">Tiles that read the present weights.</param>
    public NextWeights(float* first, nint floats, nint rows, int tiles)
    {
        _first = first;
        _left = tiles;
        _shares = Math.Min(tiles, MostShares);
        _share = floats / _shares;
        bool inTurns = _share % (Turns * LineFloats) == 0;
        nint part = inTurns ? _share / Turns : _share, step = (part + rows - 1) / rows;
        (_step, _around) = inTurns ? (part + step, _share) : (step, 0);
    }

    /// <summary>What a single tile asks for of the weights that it reads itself, and of those behind.</summary>
    /// <param name="weights">The present weights.</param>
    /// <param name="lanes">Floats of a row of them.</param>
    private NextWeights(float* weights, int lanes)
    {
        _first = weights + PageFloats;
        (_left, _shares, _step) = (1, 1, lanes);
    }

    /// <summary>
    /// Lanes that a tile takes at the most where the next weights are as many as the present ones: few where that makes enough tiles to ask for each line, all
    /// where it does not.
    /// </summary>
    /// <param name="tiles">The tiles.</param>
    /// <param name="rows">Rows of inputs.</param>
    /// <param name="lanes">Lanes of a row of weights.</param>
    public static int LanesOfTiles(TileSet tiles, int rows, int lanes)
    {
        TileCut narrow = tiles.Cut(rows, Math.Min(lanes, FilterBank.NarrowLanes));
        return narrow.TilesOf(rows, lanes) * Map.Vector >= lanes ? narrow.Lanes : lanes;
    }

    /// <summary>What tiles ask for while they read the present weights: the only one a page ahead of itself, one of several a share of the next ones.</summary>
    /// <param name="present">The present weights.</param>
    /// <param name="lanes">Floats of a row of them.</param>
    /// <param name="rows">Rows of them that a tile reads.</param>
    /// <param name="tiles">Tiles that read them here.</param>
    /// <param name="chunks">Chunks of the work that read them, each with a part of the next ones.</param>
    /// <param name="next">The next weights, or null if there are none.</param>
    /// <param name="floats">How many there are.</param>
    public static NextWeights Of(float* present, int lanes, nint rows, int tiles, int chunks, float* next, nint floats) =>
        tiles * chunks == 1 ? new NextWeights(present, lanes) : next is null ? default : new NextWeights(next, floats, rows, tiles);

    /// <summary>Lets the next tile that reads the present weights ask for its share, if it has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ask(ForwardTile* tile)
    {
        if (_shares == 0 || --_left >= _shares)
            return;
        tile->Next = _first + ((_shares - 1 - _left) * _share);
        tile->NextEnd = tile->Next + _share;
        (tile->NextStep, tile->NextShare) = (_step, _around);
    }
}
