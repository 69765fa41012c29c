using CnnGen.Kernels.Tiles;
using CsCheck;

namespace CnnGen.Tests.Kernels;

/// <summary>Register tiles that are chosen once for several lanes.</summary>
public sealed class TileColumnTests
{
    private const int Lanes = 64, VectorFloats = 16;

    [Fact]
    public void ColumnThatFits_IsTheOneThatWouldBeChosen() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 8], Gen.Int[1, 8]).Sample((rows, vectors, left) =>
        {
            TileSet tiles = TileSet.For(Lanes);
            TileColumn column = new(tiles, rows, vectors * VectorFloats);
            Assert.True(column.Fits(vectors * VectorFloats));
            if (column.Fits(left * VectorFloats))
                Assert.Equal(tiles.Cut(rows, vectors * VectorFloats), tiles.Cut(rows, left * VectorFloats));
        });

    [Fact]
    public void Default_FitsNoLanes() => Assert.False(default(TileColumn).Fits(VectorFloats));
}
