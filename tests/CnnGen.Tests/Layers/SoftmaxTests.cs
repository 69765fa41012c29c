extern alias Library;

using CnnGen.Kernels;
using CnnGen.Tests.Oracle;
using Map = Library::CnnGen.Kernels.Map;

namespace CnnGen.Tests.Layers;

public sealed unsafe class SoftmaxTests
{
    /// <summary>Logits far beyond the range of exp, too: only differences count.</summary>
    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(3, 4, 11)]
    [InlineData(2, 5, 40)]
    public void EachPixel_SumsToOne(int height, int width, int channels)
    {
        const int Samples = 3;
        Map x = new(channels, height, width, Map.LanesOf(channels), Top: 1, Bottom: 1, Side: 1), y = new(channels, height, width, Map.LanesOf(channels));
        Random random = new(1);
        float[] logits = [.. Enumerable.Range(0, Samples * x.SampleStride).Select(_ => 500 * random.NextSingle())];
        float[] probabilities = new float[Samples * y.SampleStride];
        fixed (float* source = logits, target = probabilities)
            new Softmax(x, y).Run(Samples, new Address(source), new Address(target));
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int pixel = 0; pixel < x.Pixels; pixel++)
            {
                double[] expected = SoftmaxOracle.Row(logits.AsSpan(First(x, sample, pixel), channels).ToArray().Select(value => (double)value));
                float[] actual = probabilities.AsSpan(First(y, sample, pixel), channels).ToArray();
                Assert.Equal(1, actual.Sum(), tolerance: 1e-5);
                for (int channel = 0; channel < channels; channel++)
                    Assert.Equal(expected[channel], actual[channel], tolerance: 1e-6);
            }
        }
    }

    [Fact]
    public void NaN_ReachesEveryChannel()
    {
        Map map = new(20, 1, 1, Map.LanesOf(20));
        float[] logits = new float[map.SampleStride], probabilities = new float[map.SampleStride];
        logits[3] = float.NaN;
        logits[15] = 1000;
        fixed (float* source = logits, target = probabilities)
            new Softmax(map, map).Run(1, new Address(source), new Address(target));
        Assert.All(probabilities[..20], probability => Assert.True(float.IsNaN(probability)));
    }

    private static int First(Map map, int sample, int pixel) =>
        (sample * map.SampleStride) + map.Origin + (pixel / map.Width * map.RowStride) + (pixel % map.Width * map.PixelStride);
}
