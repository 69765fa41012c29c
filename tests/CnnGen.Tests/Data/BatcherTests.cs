using CnnGen.Data;

namespace CnnGen.Tests.Data;

public sealed class BatcherTests
{
    /// <summary>Ten images of one pixel; image i has the value and the label i.</summary>
    private static readonly ImageSet Ten = new(
        1, 1, 1, [.. Enumerable.Range(0, 10).Select(i => $"{i}")], Enumerable.Range(0, 10).Select(i => (float)i).ToArray(), Enumerable.Range(0, 10).ToArray());

    [Theory]
    [InlineData(false, 3, 10)]
    [InlineData(true, 2, 8)]
    public void Epoch_ShowsEachImageOnce_AndTheShortBatchAsAsked(bool dropLast, int batches, int images)
    {
        Batcher batcher = new(Ten, batch: 4, seed: 1, dropLast: dropLast);
        List<int> seen = [];
        int count = 0;
        while (batcher.Next())
        {
            Assert.Equal(batcher.Labels.ToArray(), batcher.Images.ToArray().Select(value => (int)value));
            seen.AddRange(batcher.Labels.ToArray());
            count++;
        }

        Assert.Equal((batches, images, images), (count, seen.Count, seen.Distinct().Count()));
        Assert.Equal((batches, images), (batcher.BatchesPerEpoch, batcher.ImagesPerEpoch));
    }

    [Fact]
    public void Order_DependsOnSeedAndEpochAlone()
    {
        Batcher first = new(Ten, 10, seed: 1), second = new(Ten, 10, seed: 1), other = new(Ten, 10, seed: 2);
        int[] Order(Batcher batcher, int epoch)
        {
            batcher.StartEpoch(epoch);
            batcher.Next();
            return batcher.Labels.ToArray();
        }

        int[] three = Order(first, 3);
        Assert.NotEqual(three, Order(first, 4));
        Assert.Equal(three, Order(second, 3));
        Assert.NotEqual(three, Order(other, 3));

        // Written down, so that another machine or version must agree.
        Assert.Equal([4, 7, 5, 2, 9, 1, 8, 0, 6, 3], three);
    }

    [Fact]
    public void Epochs_AllocateNothing()
    {
        Batcher batcher = new(Ten, 4);
        for (int epoch = 0; epoch < 3; epoch++)
            Run(batcher, epoch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int epoch = 0; epoch < 50; epoch++)
            Run(batcher, epoch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(Batcher batcher, int epoch)
    {
        batcher.StartEpoch(epoch);
        while (batcher.Next())
        {
        }
    }
}
