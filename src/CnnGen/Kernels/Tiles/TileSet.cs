using System.Numerics;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels.Tiles;

/// <summary>The register tiles of one vector width, and the choice among them.</summary>
internal sealed unsafe class TileSet(
    int lanes,
    TileShape[] shapes,
    GroupShape[] groupShapes,
    delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> forward,
    delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> depthwiseForward,
    delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> groupForward,
    delegate*<int, int, delegate*<float*, float*, float*, GradientTile*, void>> gradient,
    delegate*<int, int, delegate*<float*, float*, float*, GradientTile*, void>> groupGradient)
{
    private readonly delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> _forward = forward;
    private readonly delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> _depthwiseForward = depthwiseForward;
    private readonly delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> _groupForward = groupForward;

    private readonly delegate*<int, int, delegate*<float*, float*, float*, GradientTile*, void>> _gradient = gradient;
    private readonly delegate*<int, int, delegate*<float*, float*, float*, GradientTile*, void>> _groupGradient = groupGradient;

    /// <summary>Fewer rows than these are cut once, and the cut remembered.</summary>
    private const int RememberedRows = 128;

    private readonly int _laneBits = BitOperations.Log2((uint)lanes);
    private readonly int[] _cuts = new int[RememberedRows * (shapes[^1].Vectors + 1)];

    private static readonly TileSet Whole = Width.Is512 ? Avx512Tiles.Set : Width.Is256 ? Avx2Tiles.Set : Vector128Tiles.Set;
    private static readonly TileSet Half = Width.Is256 ? Avx2Tiles.Set : Vector128Tiles.Set;

    /// <summary>Lanes of the narrowest tiles, which groups have.</summary>
    public int Narrowest { get; } = shapes[0].Vectors * lanes;

    /// <summary>The tiles of this machine's widest vectors that divide <paramref name="lanes"/>.</summary>
    public static TileSet For(int lanes) => lanes % Map.Vector == 0 ? Whole : Half;

    /// <summary>
    /// Channels of the groups that share a tile's lanes, 1 where these are expanded; 0 where all lanes see the same inputs, as those of a group that fills the tile do.
    /// </summary>
    public int GroupWidth(FilterPanel panel) => panel.Expanded.Exist ? 1 : panel.OfGroups && panel.Inputs < Narrowest ? panel.Inputs : 0;

    /// <summary>
    /// Cuts <paramref name="rows"/> rows by <paramref name="lanesLeft"/> lanes into tiles, once the rows are shared out evenly: picks the vectors
    /// of a tile that need no more loads than multiply-adds, and among those the most accumulators; of groups there are the narrowest tiles alone.
    /// </summary>
    public TileCut Cut(int rows, int lanesLeft, bool ofGroups = false)
    {
        int most = shapes[^1].Vectors, vectors = Math.Min((ofGroups ? Narrowest : lanesLeft) >> _laneBits, most);
        if (rows >= RememberedRows)
            return Choose(rows, vectors);
        ref int cut = ref _cuts[(rows * (most + 1)) + vectors];
        if (cut == 0)
            cut = Choose(rows, vectors).Packed;
        return TileCut.Of(cut);
    }

    private TileCut Choose(int rows, int vectors)
    {
        TileCut best = default;
        foreach (TileShape shape in shapes)
        {
            if (shape.Vectors > vectors)
                break;
            TileCut cut = new(Share(rows, shape.MaxRows), shape.Vectors, shape.Vectors * lanes);
            if (cut.IsFasterThan(best))
                best = cut;
        }

        return best;
    }

    /// <summary>Cuts the taps of groups so wide into gradient tiles.</summary>
    public TileCut CutTaps(int taps, int width)
    {
        int most = Array.Find(groupShapes, shape => shape.Width == width).MaxTaps;
        return new TileCut(Share(taps, most), shapes[0].Vectors, Narrowest);
    }

    /// <summary>The forward tile of so many rows and vectors, in groups of <paramref name="width"/> channels unless that is 0.</summary>
    public delegate*<float*, float*, float*, float*, ForwardTile*, void> Forward(int rows, int vectors, int width = 0) =>
        width switch
        {
            0 => _forward(rows, vectors),
            1 => _depthwiseForward(rows, vectors),
            _ => _groupForward(rows, vectors),
        };

    /// <summary>The gradient tile of so many rows and vectors; of so many taps in groups of <paramref name="width"/> channels unless that is 0.</summary>
    public delegate*<float*, float*, float*, GradientTile*, void> Gradient(int rows, int vectors, int width = 0) =>
        width == 0 ? _gradient(rows, vectors) : _groupGradient(rows, width);

    /// <summary>Rows that each tile takes once they are shared out evenly.</summary>
    private static int Share(int rows, int most)
    {
        int tiles = (rows + most - 1) / most;
        return (rows + tiles - 1) / tiles;
    }
}

/// <summary>A choice of tile: rows and vectors of the main tile, and its lanes in floats.</summary>
internal readonly record struct TileCut(int Rows, int Vectors, int Lanes)
{
    /// <summary>The three numbers, none of which takes more than a byte, as one that is written at once.</summary>
    public int Packed => Rows | (Vectors << 8) | (Lanes << 16);

    private int Accumulators => Rows * Vectors;

    /// <summary>Cycles of each row of weights on a processor with as many units that load as that multiply and add, for each of the latter.</summary>
    private int Cycles => Math.Max(Accumulators, Rows + Vectors);

    public static TileCut Of(int packed) => new(packed & 0xFF, (packed >> 8) & 0xFF, packed >> 16);

    /// <summary>Whether this takes fewer cycles for each accumulator, or as many and has more accumulators.</summary>
    public bool IsFasterThan(TileCut other)
    {
        int cycles = Cycles * other.Accumulators, others = other.Cycles * Accumulators;
        return cycles < others || (cycles == others && Accumulators > other.Accumulators);
    }

    /// <summary>Tiles that so many rows take.</summary>
    public int TilesOf(int rows) => (rows + Rows - 1) / Rows;

    /// <summary>Tiles that so many rows and lanes take.</summary>
    public int TilesOf(int rows, int lanes) => TilesOf(rows) * ((lanes + Lanes - 1) / Lanes);
}
