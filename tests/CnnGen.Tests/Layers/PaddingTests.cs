extern alias Library;

using CnnGen.Kernels;
using Map = Library::CnnGen.Kernels.Map;

namespace CnnGen.Tests.Layers;

/// <summary>The lanes past a map's last channel hold zeros, whatever the memory held before.</summary>
public sealed unsafe class PaddingTests
{
    private static readonly Map Padded = new(Channels: 3, Height: 2, Width: 3, PixelStride: 8, Top: 1, Bottom: 1, Side: 1);

    [Fact]
    public void Import_ClearsThePadding() => CheckPadding(
        Padded, memory => Transfer.Import(Padded, 2, Enumerable.Repeat(1f, 36).ToArray(), new Address(memory)));

    [Fact]
    public void Losses_ClearThePaddingOfTheGradient()
    {
        Map flat = new(Channels: 3, Height: 1, Width: 1, PixelStride: 8);
        float[] scores = new float[2 * flat.SampleStride];
        fixed (float* y = scores)
        {
            Address address = new(y);
            CheckPadding(flat, memory => new CrossEntropy(flat, flat, smoothing: 0.1f).Run(2, address, [0, 2], new Address(memory)));
            CheckPadding(flat, memory => new MeanSquaredError(flat, flat).Run(2, address, [1, 2, 3, 4, 5, 6], new Address(memory)));
        }
    }

    [Fact]
    public void Sigmoid_IsNotAppliedToThePadding()
    {
        // f(0) = 1/2, so each kernel that applies it leaves the padding to be cleared.
        float[] memory = new float[2 * Padded.SampleStride];
        float* scratch = stackalloc float[256];
        fixed (float* x = memory)
        {
            Address input = new(x);
            CheckPadding(Padded, y => new Activate(Padded, Padded, Activation.Sigmoid).Run(2, input, new Address(y)));
            CheckPadding(Padded, y => new MaxPool(Padded, Padded, new(1), Activation.Sigmoid).Forward(2, input, new Address(y)));
            CheckPadding(Padded, y => new Normalize(Padded, Padded, Activation.Sigmoid).Forward(2, input, new(input, input, input, input), new Address(y)));
            CheckPadding(Padded, y => new LocalResponseNorm(Padded, Padded, new(3, 3), 1, 0.75f, 1, Activation.Sigmoid)
                .Forward(new Samples(2, crew: null, new Address(scratch), 256), input, new Address(y)));
            CheckPadding(Padded, y => new GroupNormalization(Padded, Padded, 3, 1e-5f, activation: Activation.Sigmoid)
                .Forward(2, input, default, default, new Address(y), new Address(scratch)));
            CheckPadding(Padded, y => Library::CnnGen.Kernels.Convolution.Of(Padded, Padded, new(1), activation: Activation.Sigmoid).Forward(2, input, input, input, new Address(y)));
        }
    }

    [Fact]
    public void Softmax_ClearsThePadding()
    {
        float[] memory = new float[2 * Padded.SampleStride];
        fixed (float* x = memory)
        {
            Address input = new(x);
            CheckPadding(Padded, y => new Softmax(Padded, Padded).Run(2, input, new Address(y)));
        }
    }

    private delegate void Write(float* memory);

    private static void CheckPadding(Map map, Write write)
    {
        const int Samples = 2;
        float[] memory = [.. Enumerable.Repeat(float.NaN, Samples * map.SampleStride)];
        fixed (float* start = memory)
            write(start);
        for (int sample = 0; sample < Samples; sample++)
        {
            for (int pixel = 0; pixel < map.Pixels; pixel++)
            {
                int first = (sample * map.SampleStride) + map.Origin + (pixel / map.Width * map.RowStride) + (pixel % map.Width * map.PixelStride);
                Assert.True(memory.AsSpan(first, map.Channels).IndexOf(float.NaN) < 0);
                Assert.All(memory.AsSpan(first + map.Channels, map.PixelStride - map.Channels).ToArray(), lane => Assert.Equal(0, lane));
            }
        }
    }
}
