using CnnGen.Kernels.Tiles;
using CsCheck;

namespace CnnGen.Tests.Kernels;

/// <summary>What tiles ask for of the weights that follow.</summary>
public sealed unsafe class NextWeightsTests
{
    private const int Lanes = 64, LineFloats = 16;

    [Fact]
    public void Shares_OfManyTiles_AreEachLineOfTheNextWeights() =>
        Gen.Select(Gen.Int[4, 100], Gen.Int[1, 600]).Sample((tiles, rows) =>
        {
            bool[] asked = Lines(tiles, rows);
            Assert.All(asked, Assert.True);
        });

    [Fact]
    public void Shares_OfFewTiles_AreALineWithEachRow() => Assert.Equal(200, Lines(tiles: 2, rows: 100).Count(line => line));

    [Fact]
    public void NarrowTiles_AreTakenWhereTheyAskForEachLine() =>
        Gen.Select(Gen.Int[1, 128], Gen.Int[1, 600]).Sample((count, rows) =>
        {
            TileSet tiles = TileSet.For(Lanes);
            int most = NextWeights.LanesOfTiles(tiles, count, Lanes), narrow = tiles.Cut(count, 2 * LineFloats).TilesOf(count, Lanes);
            Assert.Equal(narrow >= Lanes / LineFloats, most < Lanes);
            Assert.All(most < Lanes ? Lines(narrow, rows) : [], Assert.True);
        });

    [Fact]
    public void ASingleTile_AsksAPageAheadOfEachRow()
    {
        float* weights = (float*)4096;
        ForwardTile tile = default;
        NextWeights.Of(weights, Lanes, rows: 10, tiles: 1, chunks: 1, next: null, floats: 0).Ask(&tile);
        Assert.Equal((1024, Lanes, 0), (tile.Next - weights, tile.NextStep, tile.NextShare));
    }

    [Fact]
    public void ASingleTileOfOneOfSeveralChunks_AsksForItsPartOfTheNextWeights()
    {
        float* next = (float*)(1 << 20);
        ForwardTile tile = default;
        NextWeights.Of((float*)4096, Lanes, rows: 10, tiles: 1, chunks: 7, next, floats: 10 * LineFloats).Ask(&tile);
        Assert.Equal((next - (float*)0, LineFloats), (tile.Next - (float*)0, tile.NextStep));
    }

    [Fact]
    public void Default_AsksForNothing()
    {
        ForwardTile tile = default;
        default(NextWeights).Ask(&tile);
        Assert.Equal(0, tile.NextStep);
    }

    /// <summary>Lines of the next weights, as many as the present ones, that tiles ask for.</summary>
    private static bool[] Lines(int tiles, int rows)
    {
        float* first = (float*)4096;
        int floats = rows * Lanes;
        bool[] asked = new bool[floats / LineFloats];
        NextWeights next = new(first, floats, rows, tiles);
        for (int i = 0; i < tiles; i++)
        {
            ForwardTile tile = default;
            next.Ask(&tile);
            float* at = tile.Next;
            for (int row = 0; row < rows && tile.NextStep != 0; row++)
            {
                long line = (at - first) / LineFloats;
                if (line < asked.Length)
                    asked[line] = true;
                at += tile.NextStep;
                at -= at >= tile.NextEnd ? tile.NextShare : 0;
            }
        }

        return asked;
    }
}
