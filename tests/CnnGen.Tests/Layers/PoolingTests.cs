extern alias Library;

using CnnGen.Kernels;
using CnnGen.Tests.Harness;
using Map = Library::CnnGen.Kernels.Map;
using Window = Library::CnnGen.Kernels.Window;

namespace CnnGen.Tests.Layers;

/// <summary>
/// Max pooling and unpooling by every legal window of small maps against plain loops: all paddings, strides below, at and beyond the kernel, rows unlike
/// columns, and more places than bytes number. Numbers are whole and few, so that winners tie and sums leave no remainder.
/// </summary>
public sealed unsafe class PoolingTests
{
    private const int Samples = 2;

    private static readonly int[] Kernels = [1, 2, 3, 20];

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(9, 1, 9)]
    [InlineData(3, 9, 1)]
    [InlineData(3, 5, 6)]
    [InlineData(9, 4, 20)]
    public void Windows_AgreeWithPlainLoops(int channels, int height, int width)
    {
        Map x = new(channels, height, width, Map.LanesOf(channels));
        Random random = new(1);
        foreach (Window rows in Windows(height))
        {
            foreach (Window columns in Windows(width))
            {
                Check(x, rows, columns, ceilMode: false, random);
                Check(x, rows, columns, ceilMode: true, random);
            }
        }
    }

    /// <summary>A NaN wins wherever it lies in a window, in the first lanes as in the last of more channels than are worked on at a time.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void OverlappingWindows_KeepNaN(int stride)
    {
        Map x = new(Channels: 300, Height: 5, Width: 7, Map.LanesOf(300));
        Window window = new(3, stride, 1, 1);
        Map y = new(x.Channels, window.OutputSize(x.Height), window.OutputSize(x.Width), x.PixelStride);
        foreach (int channel in new[] { 0, 299 })
        {
            foreach ((int row, int column) in Enumerable.Range(0, x.Height).SelectMany(row => Enumerable.Range(0, x.Width).Select(column => (row, column))))
            {
                float[] input = Numbers(x, new Random(1)), output = Unwritten(y), places = Unwritten(y), values = Unwritten(y);
                int broken = (row * x.RowStride) + (column * x.PixelStride) + channel;
                input[broken] = float.NaN;
                fixed (float* xs = input, ys = output, winners = places, vs = values)
                {
                    new MaxPool(x, y, window).Forward(Samples, new(xs), new(ys), new(winners));
                    new MaxPool(x, y, window).Forward(Samples, new(xs), new(vs));
                }

                foreach ((int at, int sample, int c, int i, int j) in Elements(y))
                {
                    bool covers = sample == 0 && c == channel && Covered(x, window, window, i, j).Contains(broken - channel);
                    Assert.Equal(covers, float.IsNaN(values[at]));
                    Assert.Equal(output[at], values[at]);
                }
            }
        }
    }

    /// <summary>Windows of 256 places, which a convolution or batch norm still takes in, and of more, which it does not.</summary>
    [Theory]
    [InlineData("Conv(17, 3, padding: 1), ReLU, MaxPool(16)")]
    [InlineData("Conv(17, 1), BatchNorm, ReLU, MaxPool(16)")]
    [InlineData("Conv(17, 1), BatchNorm, ReLU, MaxPool(17)")]
    [InlineData("Conv(17, 3, padding: 1), ReLU, MaxPool([16, 17])")]
    public void LargeWindows_BehindConvolutions_AgreeWithTheOracle(string layers) => Comparison.OfLayers(layers, channels: 3, height: 33, width: 35).Run();

    /// <summary>Windows that batch norm takes in: they overlap by up to half, touch, leave gaps, reach past the map, and are unlike along rows and columns.</summary>
    [Theory]
    [InlineData("Conv(17, 1), BatchNorm, ReLU, MaxPool(3, stride: 2, padding: 1)")]
    [InlineData("Conv(48, 1), BatchNorm, MaxPool(3, stride: 2, padding: 1, ceilMode: true)")]
    [InlineData("BatchNorm, Sigmoid, MaxPool(2, stride: 3)")]
    [InlineData("BatchNorm, LeakyReLU(0.2), MaxPool(2, stride: 1, padding: 1)")]
    [InlineData("Conv(20, 1), BatchNorm, ReLU, MaxPool(5, stride: 3, padding: 2)")]
    [InlineData("Conv(20, 1), BatchNorm, Tanh, MaxPool([1, 3], stride: [1, 2], padding: [0, 1])")]
    [InlineData("Conv(20, 1), BatchNorm, ReLU, MaxPool([4, 2], stride: [2, 5], padding: [2, 0])")]
    [InlineData("Conv(20, 1), BatchNorm, ReLU, MaxPool(2, ceilMode: true)")]
    [InlineData("Conv(20, 1), BatchNorm, ReLU, MaxPool(3, stride: 1, padding: 1)")]
    public void SmallWindows_BehindBatchNorm_AgreeWithTheOracle(string layers)
    {
        foreach ((int height, int width) in new[] { (12, 13), (7, 6), (4, 5) })
            Comparison.OfLayers(layers, channels: 3, height, width).Run();
    }

    private static IEnumerable<Window> Windows(int size) =>
        from kernel in Kernels
        let least = Math.Max(0, (kernel - size + 1) / 2)
        from padding in Enumerable.Range(least, (kernel / 2) - least + 1)
        from stride in new[] { 1, 2, kernel, kernel + 2 }.Distinct()
        select new Window(kernel, stride, padding, padding);

    private static void Check(Map x, Window rows, Window columns, bool ceilMode, Random random)
    {
        Map y = new(x.Channels, rows.OutputSize(x.Height, ceilMode), columns.OutputSize(x.Width, ceilMode), x.PixelStride);
        float[] input = Numbers(x, random), output = Unwritten(y), winners = Unwritten(y), values = Unwritten(y);
        float[] dOutput = Numbers(y, random), dInput = Unwritten(x), unpooled = Unwritten(x), dUnpooled = Numbers(x, random), dPooled = Unwritten(y);
        fixed (float* xs = input, ys = output, places = winners, vs = values, dys = dOutput, dxs = dInput, us = unpooled, dus = dUnpooled, dps = dPooled)
        {
            new MaxPool(x, y, rows, columns).Forward(Samples, new(xs), new(ys), new(places));
            new MaxPool(x, y, rows, columns).Forward(Samples, new(xs), new(vs));
            new MaxPoolGradient(y, y, x, rows, columns).Run(Samples, new(ys), new(dys), new(places), new(dxs));
            MaxUnpool unpool = new(y, x, rows, columns);
            unpool.Forward(Samples, new(dys), new(places), new(us));
            unpool.Backward(Samples, new(dus), new(places), new(dps));
        }

        float[] expected = new float[input.Length];
        int[] sources = [.. Enumerable.Repeat(-1, input.Length)];
        Dictionary<int, int> winnerOf = [];
        foreach ((int at, int sample, int channel, int i, int j) in Elements(y))
        {
            int origin = (sample * x.SampleStride) + channel;
            int winner = Covered(x, rows, columns, i, j).Select(pixel => origin + pixel).Aggregate((best, next) => input[next] > input[best] ? next : best);
            expected[winner] += dOutput[at];
            sources[winner] = at;
            winnerOf.Add(at, winner);
        }

        string what = $"{rows} x {columns}, ceil mode {ceilMode}, of {x}";
        foreach ((int at, int winner) in winnerOf)
        {
            Assert.True(output[at] == input[winner], $"Pooled by {what}");
            Assert.True(values[at] == input[winner], $"Pooled without places by {what}");
            Assert.True(dPooled[at] == (sources[winner] == at ? dUnpooled[winner] : 0), $"Gradient of unpooling by {what}");
        }

        foreach ((int at, _, _, _, _) in Elements(x))
        {
            Assert.True(dInput[at] == expected[at], $"Gradient by {what}");
            Assert.True(unpooled[at] == (sources[at] < 0 ? 0 : dOutput[sources[at]]), $"Unpooled by {what}");
        }
    }

    /// <summary>Pixels of the map under a window, row by row, as places in a sample.</summary>
    private static IEnumerable<int> Covered(Map x, Window rows, Window columns, int i, int j) =>
        from row in Enumerable.Range((i * rows.Stride) - rows.PaddingBefore, rows.Kernel)
        where row >= 0 && row < x.Height
        from column in Enumerable.Range((j * columns.Stride) - columns.PaddingBefore, columns.Kernel)
        where column >= 0 && column < x.Width
        select (row * x.RowStride) + (column * x.PixelStride);

    private static IEnumerable<(int At, int Sample, int Channel, int Row, int Column)> Elements(Map map) =>
        from sample in Enumerable.Range(0, Samples)
        from row in Enumerable.Range(0, map.Height)
        from column in Enumerable.Range(0, map.Width)
        from channel in Enumerable.Range(0, map.Channels)
        select ((sample * map.SampleStride) + (row * map.RowStride) + (column * map.PixelStride) + channel, sample, channel, row, column);

    private static float[] Unwritten(Map map) => [.. Enumerable.Repeat(float.NaN, Samples * map.SampleStride)];

    private static float[] Numbers(Map map, Random random)
    {
        float[] numbers = new float[Samples * map.SampleStride];
        foreach ((int at, _, _, _, _) in Elements(map))
            numbers[at] = random.Next(-3, 4);
        return numbers;
    }
}
