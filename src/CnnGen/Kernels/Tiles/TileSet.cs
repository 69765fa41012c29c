using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels.Tiles;

/// <summary>The register tiles of one vector width, and the choice among them.</summary>
internal sealed unsafe class TileSet(
    int lanes,
    TileShape[] shapes,
    delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> forward,
    delegate*<int, int, delegate*<float*, float*, float*, GradientTile*, void>> gradient,
    delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> depthwiseForward,
    delegate*<int, int, delegate*<float*, float*, float*, GradientTile*, void>> depthwiseGradient)
{
    private readonly delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> _forward = forward;
    private readonly delegate*<int, int, delegate*<float*, float*, float*, GradientTile*, void>> _gradient = gradient;

    private readonly delegate*<int, int, delegate*<float*, float*, float*, float*, ForwardTile*, void>> _depthwiseForward = depthwiseForward;
    private readonly delegate*<int, int, delegate*<float*, float*, float*, GradientTile*, void>> _depthwiseGradient = depthwiseGradient;

    private static readonly TileSet Whole = Width.Is512 ? Avx512Tiles.Set : Width.Is256 ? Avx2Tiles.Set : Vector128Tiles.Set;
    private static readonly TileSet Half = Width.Is256 ? Avx2Tiles.Set : Vector128Tiles.Set;

    /// <summary>The tiles of this machine's widest vectors that divide <paramref name="lanes"/>.</summary>
    public static TileSet For(int lanes) => lanes % Map.Vector == 0 ? Whole : Half;

    /// <summary>
    /// Cuts <paramref name="rows"/> rows by <paramref name="lanesLeft"/> lanes into tiles: picks the vectors of a tile that give the most
    /// accumulators once the rows are shared out evenly; of depthwise tiles there are the narrowest alone.
    /// </summary>
    public TileCut Cut(int rows, int lanesLeft, bool depthwise = false)
    {
        if (depthwise)
            lanesLeft = shapes[0].Vectors * lanes;
        TileCut best = default;
        foreach (TileShape shape in shapes)
        {
            if (shape.Vectors * lanes > lanesLeft)
                break;
            int tiles = (rows + shape.MaxRows - 1) / shape.MaxRows;
            int rowsPerTile = (rows + tiles - 1) / tiles;
            if (rowsPerTile * shape.Vectors > best.Rows * best.Vectors)
                best = new TileCut(rowsPerTile, shape.Vectors, shape.Vectors * lanes);
        }

        return best;
    }

    public delegate*<float*, float*, float*, float*, ForwardTile*, void> Forward(int rows, int vectors, bool depthwise = false) =>
        depthwise ? _depthwiseForward(rows, vectors) : _forward(rows, vectors);

    public delegate*<float*, float*, float*, GradientTile*, void> Gradient(int rows, int vectors, bool depthwise = false) =>
        depthwise ? _depthwiseGradient(rows, vectors) : _gradient(rows, vectors);
}

/// <summary>A choice of tile: rows and vectors of the main tile, and its lanes in floats.</summary>
internal readonly record struct TileCut(int Rows, int Vectors, int Lanes)
{
    /// <summary>Tiles that so many rows take.</summary>
    public int TilesOf(int rows) => (rows + Rows - 1) / Rows;
}
