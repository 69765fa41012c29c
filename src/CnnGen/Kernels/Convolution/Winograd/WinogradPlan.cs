namespace CnnGen.Kernels;

/// <summary>
/// Minimal filtering F(tile x tile, kernel x kernel) of a convolution with stride 1 (Winograd 1980; Lavin and Gray 2016): how its output is cut into
/// tiles and what memory that takes. A tile needs <see cref="Points"/> multiply-adds for each pair of channels instead of (kernel * tile)^2.
/// </summary>
/// <param name="Inputs">Input channels; along rows, those of each row of the filters, one row's behind the other's.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Height">Output rows.</param>
/// <param name="Width">Output columns.</param>
/// <param name="Tile">Output rows and columns of a tile: 2 or 4 for a kernel of 3, 3 for one of 4, 4 for one of 2, 2 for one of 5.</param>
/// <param name="Samples">Samples that a block of tiles may reach over, where one has few tiles.</param>
/// <param name="Piecewise">
/// Whether filters are transformed and multiplied piece by piece, again for each block of tiles: where all of them transformed, four times as large as the
/// parameter, would come from memory and not from the cache.
/// </param>
/// <param name="Kernel">Rows and columns of the filters: 2 to 5.</param>
/// <param name="AlongRows">
/// Whether it is F(tile, kernel) along rows alone: tiles are one row high, and each row of the filters is filtered by itself, so that transformed they are little larger
/// than the parameter.
/// </param>
public readonly record struct WinogradPlan(
    int Inputs, int Outputs, int Height, int Width, int Tile, int Samples = 1, bool Piecewise = false, int Kernel = 3, bool AlongRows = false)
{
    /// <summary>
    /// Inputs and output lanes of a piece of the filters: transformed it stays in the second-level cache. Filters that are transformed as a whole lie in panels of
    /// as many lanes, rows next to one another.
    /// </summary>
    public const int PieceInputs = 64, PieceLanes = 64;

    /// <summary>Tiles of a block for which each piece is transformed once.</summary>
    private const int PieceTiles = 128;

    /// <summary>Multiply-adds that the transform of a lane takes as long as, for each point.</summary>
    private const int TransformOfLane = 7;

    /// <summary>Tiles whose filter gradient is summed apart from that of others, at the least, and how many such groups are worth it.</summary>
    private const int GroupTiles = 64, LeastGroups = 4, MostGroups = 8;

    /// <summary>Floats of all groups' sums at the most, so that adding them up takes little of the time.</summary>
    private const int GroupFloats = 1024 * 1024;

    /// <summary>Floats of transformed maps that are worked on at a time, so that they stay in the cache.</summary>
    private const int CachedFloats = 512 * 1024;

    /// <summary>Fewest tiles of a full block: each filter that is read serves so many tiles.</summary>
    private const int LeastTiles = 42;

    private const int MostTiles = 112;

    /// <summary>Rows of the filters whose products count as those of other inputs: 1 unless along rows.</summary>
    public int FilterRows => AlongRows ? Kernel : 1;

    /// <summary>Channels of a pixel of the input.</summary>
    public int Channels => Inputs / FilterRows;

    /// <summary>Weights of a filter that are transformed together, for each pair of channels.</summary>
    public int Taps => Kernel * Kernel / FilterRows;

    /// <summary>Rows and columns of the input that a tile reads.</summary>
    public int Patch => Tile + Kernel - 1;

    /// <summary>Products of a tile for each pair of channels.</summary>
    public int Points => AlongRows ? Patch : Patch * Patch;

    /// <summary>Output rows of a tile.</summary>
    public int TileHeight => AlongRows ? 1 : Tile;

    /// <summary>Tiles along the height; the last may reach past the map.</summary>
    public int TileRows => (Height + TileHeight - 1) / TileHeight;

    /// <summary>Tiles along the width; the last may reach past the map.</summary>
    public int TileColumns => (Width + Tile - 1) / Tile;

    /// <summary>Tiles of a sample.</summary>
    public int TilesPerSample => TileRows * TileColumns;

    /// <summary>Floats from one point of the transformed filters to the next: never a multiple of a memory page.</summary>
    public int FilterPlane => (Piecewise ? PieceInputs * PieceLanes : Inputs * OutputLanes) + Map.Vector;

    /// <summary>Floats of the transformed filters, or of a piece of them.</summary>
    public int FilterSize => Points * FilterPlane;

    /// <summary>Tiles that are worked on at a time, of as many samples as they take.</summary>
    public int Block => Math.Min(
        Samples * TilesPerSample,
        Piecewise ? PieceTiles : Math.Max(LeastTiles, (int)Math.Min(MostTiles, CachedFloats / ((long)Points * (InputLanes + OutputLanes)))));

    /// <summary>Multiply-adds of a tile, those that its transforms take as long as included.</summary>
    public long Work => (long)Points * ((Inputs * OutputLanes) + (TransformOfLane * (InputLanes + OutputLanes)));

    /// <summary>Floats from one tile to the next in a transformed input: never a multiple of a memory page's share of a cache.</summary>
    public int InputStep => Step(InputLanes);

    /// <summary>Floats from one tile to the next in the gradient of a transformed output.</summary>
    public int GradientStep => Step(OutputLanes);

    /// <summary>Floats from one tile to the next in a transformed output, or in a piece of it.</summary>
    public int OutputStep => Piecewise ? PieceLanes : GradientStep;

    /// <summary>Floats from one point's tiles to the next point's, of a transformed input.</summary>
    public int InputPlane => Plane(InputStep);

    /// <summary>Floats from one point's tiles to the next point's, of the gradient of a transformed output.</summary>
    public int GradientPlane => Plane(GradientStep);

    /// <summary>Floats from one point's tiles to the next point's, of a transformed output.</summary>
    public int OutputPlane => Plane(OutputStep);

    /// <summary>Floats of scratch memory: a block of transformed input, one of transformed output, the pixels of a tile, and a piece of filters.</summary>
    public int ScratchSize => (Points * (InputPlane + OutputPlane)) + (Tile * Tile * Map.Vector) + PieceSize;

    /// <summary>
    /// Floats of scratch memory of the filters' gradient: a block of transformed input, one of the output's transformed gradient, and a piece of the sums.
    /// </summary>
    public int GradientScratchSize => GradientTilesSize + PieceSize;

    /// <summary>Floats of a block of transformed input and one of the output's transformed gradient.</summary>
    internal int GradientTilesSize => Points * (InputPlane + GradientPlane);

    /// <summary>Floats of the sums of the filters' gradient that outlast a block of tiles: one for each group of tiles that may be.</summary>
    public int GradientSumsSize => Piecewise && Groups == 1 ? 0 : Groups * GroupSize;

    /// <summary>Floats of the sums of a group of tiles: the transformed filters' gradient, or that of the filters if the plan is piecewise.</summary>
    internal int GroupSize => Piecewise ? Taps * Inputs * OutputLanes : FilterSize;

    /// <summary>Floats of a transformed piece of filters; 0 where they are not cut into pieces.</summary>
    public int PieceSize => Piecewise ? FilterSize : 0;

    private int Groups => WorthSumming(Math.Min(MostGroups, GroupFloats / GroupSize));

    private int InputLanes => Map.LanesOf(Inputs);

    private int OutputLanes => Map.LanesOf(Outputs);

    /// <summary>
    /// The groups of so many tiles, each of which sums its part of the filters' gradient by itself: threads that have whole groups do not wait for one another
    /// nor read what others have transformed. 1 where a group would be too small.
    /// </summary>
    internal int GroupsOf(int tiles) => WorthSumming(Math.Min(Groups, tiles / GroupTiles));

    /// <summary>Tiles that are worked on at a time with so large a second-level cache: those that it holds with the filters, or a full block if they are too few.</summary>
    internal int BlockIn(int cache)
    {
        long tiles = Piecewise ? 0 : (cache - FilterSize) / ((long)Points * (InputLanes + OutputLanes));
        return tiles >= LeastTiles ? (int)Math.Min(tiles, Block) : Block;
    }

    /// <summary>The piece whose first output lane and first input are these, of lanes up to <paramref name="endLane"/>.</summary>
    internal FilterPiece Piece(int firstLane, int endLane, int firstInput) => new(
        firstLane, Math.Min(PieceLanes, endLane - firstLane), firstInput, Math.Min(PieceInputs, Channels - firstInput));

    private static int WorthSumming(int groups) => groups < LeastGroups ? 1 : groups;

    private int Plane(int step) => (Block * step) + Map.Vector;

    private static int Step(int lanes) => lanes % 256 == 0 ? lanes + Map.Vector : lanes;
}

/// <summary>Some output lanes of some inputs of the filters.</summary>
internal readonly record struct FilterPiece(int FirstLane, int Lanes, int FirstInput, int Inputs);
