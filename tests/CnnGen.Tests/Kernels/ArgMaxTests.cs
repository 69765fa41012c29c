extern alias Library;

using System.Runtime.InteropServices;
using CnnGen.Kernels;
using Map = Library::CnnGen.Kernels.Map;

namespace CnnGen.Tests.Kernels;

/// <summary>Classes against a plain search, for channels on and off the vectors' widths, within a border.</summary>
public sealed unsafe class ArgMaxTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(21)]
    [InlineData(255)]
    [InlineData(256)]
    public void Classes_AreTheFirstOfTheLargest(int channels)
    {
        const int Samples = 3;
        Map map = new(channels, Height: 4, Width: 7, Map.LanesOf(channels), Top: 1, Bottom: 1, Side: 1);
        float* memory = (float*)NativeMemory.AllocZeroed((nuint)(Samples * map.SampleStride), sizeof(float));
        Random random = new(channels);
        List<byte> expected = [];
        for (int i = 0; i < Samples * map.Pixels; i++)
        {
            float* pixel = memory + (i / map.Pixels * map.SampleStride) + map.Origin + (i % map.Pixels / map.Width * map.RowStride) + (i % map.Width * map.PixelStride);
            Span<float> scores = new(pixel, channels);
            foreach (ref float score in scores)
                score = Score(random, i);
            float[] values = scores.ToArray();
            expected.Add((byte)Array.IndexOf(values, values.Max()));
        }

        byte[] classes = new byte[Samples * map.Pixels];
        new ArgMax(map).Run(Samples, new Address(memory), classes);
        NativeMemory.Free(memory);
        Assert.Equal(expected, classes);
    }

    /// <summary>Few different numbers, so that many are equal: some pixels all below zero, one all minus infinity.</summary>
    private static float Score(Random random, int pixel) => pixel == 5 ? float.NegativeInfinity : random.Next(-4, pixel % 2 == 0 ? 0 : 3);
}
