extern alias Library;

using CnnGen.Kernels;
using CsCheck;
using DepthWindow = Library::CnnGen.Kernels.DepthWindow;
using Map = Library::CnnGen.Kernels.Map;
using Window = Library::CnnGen.Kernels.Window;

namespace CnnGen.Tests.Kernels;

/// <summary>Images on their way into an arena, and as blocks of pixels: each float by its place, and nothing beside them.</summary>
public sealed unsafe class ImageTests
{
    private const int Samples = 2;

    [Fact]
    public void Import_WritesEachPixelAndNothingElse() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 4], Gen.Int[1, 14], Gen.Int[0, 3], Gen.Int[0, 2], Gen.Bool).Sample((channels, height, width, more, border, normalised) =>
        {
            Map map = new(channels, height, width, channels + more, border, border, border);
            float[] images = Numbers(Samples * channels * map.Pixels), mean = Numbers(channels), deviation = Numbers(channels);
            float[] arena = new float[Samples * map.SampleStride];
            fixed (float* target = arena)
                Transfer.Import(map, Samples, images, new Address(target), normalised ? mean : default, normalised ? deviation : default);

            float[] expected = new float[arena.Length];
            for (int i = 0; i < images.Length; i++)
            {
                (int plane, int pixel) = Math.DivRem(i, map.Pixels);
                (int sample, int channel) = Math.DivRem(plane, channels);
                expected[Place(map, sample, pixel / width, pixel % width) + channel] = normalised ? (images[i] - mean[channel]) * (1 / deviation[channel]) : images[i];
            }

            Assert.Equal(expected, arena);
        });

    [Fact]
    public void SpaceToDepth_GathersEachBlock() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 12], Gen.Int[1, 24], Gen.Int[2, 4], Gen.Int[2, 7], Gen.Int[0, 3]).Sample((channels, height, width, stride, kernel, padding) =>
        {
            DepthWindow window = new(new Window(kernel, stride, padding, padding), channels);
            Map map = new(channels, height, width, channels, 1, 1, 1);
            int rows = window.BlocksBefore + window.BlocksOf(height) + 1, columns = window.BlocksBefore + window.BlocksOf(width) + 1;
            Map blocks = new(window.BlockChannels, rows, columns, window.BlockChannels);
            float[] x = Numbers(Samples * map.SampleStride), y = Numbers(Samples * blocks.SampleStride), expected = [.. y];
            fixed (float* from = x, to = y)
                new SpaceToDepth(map, blocks, window).Run(Samples, new Address(from), new Address(to));

            for (int i = 0; i < Samples * blocks.Pixels * blocks.Channels; i++)
            {
                (int block, int lane) = Math.DivRem(i, blocks.Channels);
                (int sample, int at) = Math.DivRem(block, blocks.Pixels);
                (int row, int column) = (PixelOf(at / columns, lane / channels / stride), PixelOf(at % columns, ColumnOf(lane / channels)));
                bool isInside = row >= 0 && row < height && column >= 0 && column < width;
                expected[Place(blocks, sample, at / columns, at % columns) + lane] = isInside ? x[Place(map, sample, row, column) + (lane % channels)] : 0;
            }

            Assert.Equal(expected, y);

            int PixelOf(int block, int inBlock) => ((block - window.BlocksBefore) * stride) + inBlock;
            int ColumnOf(int slot) => slot / stride % 2 == 0 ? slot % stride : stride - 1 - (slot % stride);
        });

    private static int Place(Map map, int sample, int row, int column) => (sample * map.SampleStride) + map.Origin + (row * map.RowStride) + (column * map.PixelStride);

    private static float[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(i => (i * 0.37f) % 5 + 0.25f)];
}
