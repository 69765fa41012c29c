extern alias Library;

using CnnGen.Tests.Harness;
using Library::CnnGen.Kernels;

namespace CnnGen.Tests.Layers;

/// <summary>Gradients of filters that are summed block by block of pixels.</summary>
public sealed class PixelBlockTests
{
    [Theory]
    [InlineData("Conv(20, 1), Conv(24, 1)", 48, 50)] // one row without gaps, cut
    [InlineData("Conv(20, 1), Conv(24, 3, padding: 1)", 37, 41)] // some rows at a time
    [InlineData("Conv(20, 1), Conv(24, 3, stride: 2, padding: 1), Tanh", 61, 63)]
    [InlineData("Conv(40, 1), Conv(33, 3, padding: 1)", 2, 700)] // parts of a row
    [InlineData("Conv(20, 1), Conv(24, 3)", 7, 6)] // several samples
    public void Layer_AgreesWithTheOracle(string layers, int height, int width) =>
        Comparison.OfLayers(layers, channels: 3, height, width, "Accuracy.Direct").Run();

    [Fact]
    public void Blocks_HoldWhatTheCacheDoes()
    {
        Assert.Equal(new PixelBlock(1, 1, 1024), Block(rows: 1, columns: 3000, pixel: 64, sums: 256));
        Assert.Equal(new PixelBlock(1, 20, 50), Block(rows: 40, columns: 50, pixel: 64, sums: 256));
        Assert.Equal(new PixelBlock(1, 40, 50), Block(rows: 40, columns: 50, pixel: 64, sums: 128 * 1024));
        Assert.Equal(new PixelBlock(8, 4, 128), Block(rows: 4, columns: 128, pixel: 16, sums: 256));
        Assert.Equal(new PixelBlock(1, 1, 64), Block(rows: 2, columns: 100, pixel: 4096, sums: 256));
        Assert.Equal(new PixelBlock(1, 1, 7), Block(rows: 7, columns: 7, pixel: 32 * 1024, sums: 1 << 24));
    }

    [Fact]
    public void SamplesThatAreColumns_AreNotCut()
    {
        Positions samples = new(Origin: 0, SampleStep: 9216, RowStep: 9216, ColumnStep: 9216);
        Assert.Equal(int.MaxValue, PixelBlock.Of(new Extent(1, 1, SamplesAreColumns: true), samples, samples, sums: 9216 * 4096).Columns);
    }

    /// <summary>The blocks of two maps of half as large pixels each, without gaps.</summary>
    private static PixelBlock Block(int rows, int columns, int pixel, int sums)
    {
        int half = pixel / 2;
        Positions map = new(Origin: 0, rows * columns * half, columns * half, half);
        return PixelBlock.Of(new Extent(rows, columns, SamplesAreColumns: false), map, map, sums);
    }
}
