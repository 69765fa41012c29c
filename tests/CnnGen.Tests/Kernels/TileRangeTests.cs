using CnnGen.Kernels;
using CsCheck;

namespace CnnGen.Tests.Kernels;

/// <summary>Blocks of tiles, and which of them lie above others of the same thread.</summary>
public sealed class TileRangeTests
{
    private const int Columns = 8;

    [Fact]
    public void TilesOfTheLastRow_LieAboveAnotherThreads()
    {
        TileRange half = new TileRange(0, 8 * Columns).Part(0, 2);
        Assert.Equal(half.Count, half.CountAboveOwn(Columns));
        Assert.Equal(half.Count - Columns, (half with { Limit = half.End }).CountAboveOwn(Columns));
    }

    [Fact]
    public void TilesAboveAnotherThreads_AreThoseOfItsLastRowAlone() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20]).Sample((parts, rows) =>
        {
            TileRange all = new(0, rows * Columns);
            all = all with { Limit = all.End };
            int above = Enumerable.Range(0, parts).Sum(part => Math.Max(0, all.Part(part, parts).CountAboveOwn(Columns)));
            Assert.Equal(all.Count - Columns, above);
        });
}
