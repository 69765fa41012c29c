extern alias Library;

using CnnGen.Kernels;
using CnnGen.Tests.Harness;
using CsCheck;
using FilterBank = Library::CnnGen.Kernels.FilterBank;
using Map = Library::CnnGen.Kernels.Map;
using Window = Library::CnnGen.Kernels.Window;
using WinogradPlan = Library::CnnGen.Kernels.WinogradPlan;

namespace CnnGen.Tests.Kernels;

/// <summary>Minimal filtering along rows alone.</summary>
public sealed unsafe class RowFilteringTests
{
    private const int Kernel = 3, MostSamples = 4;

    [Fact]
    public void Outputs_AreThoseOfDirectSums() =>
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 150], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[0, 2], Gen.Int[1, MostSamples], Gen.Bool, Gen.Bool)
            .Where((_, _, height, width, padding, _, _, _) => Math.Min(height, width) + (2 * padding) >= Kernel)
            .Sample(Agree, iter: 60);

    /// <summary>Filters of a large network, which a prediction reads from memory; the last panel of the second convolution has fewer lanes.</summary>
    [Fact]
    public void LargeNetworks_AgreeWithTheOracle()
    {
        Declaration declaration = Declaration.Parse("""
            [CnnModel(512, 7, 7)]
            [Conv(512, 3, padding: 1), BatchNorm, ReLU, Conv(400, 3, padding: 1), MeanSquaredError]
            public partial class Net;
            """);
        Assert.Empty(declaration.Problems);
        string[] steps = [.. declaration.Sources["Net.Predictor.g.cs"].Split('\n').Where(line => line.Contains("along rows", StringComparison.Ordinal))];
        Assert.Equal(2, steps.Length);
        new Comparison(declaration, "Net", seed: 1) { Samples = 2 }.Run();
    }

    private static void Agree(int vectors, int outputs, int height, int width, int padding, int samples, bool adds, bool activates)
    {
        Window window = new(Kernel, 1, padding, padding);
        int channels = vectors * Map.Vector, rows = window.OutputSize(height), columns = window.OutputSize(width), lanes = Map.LanesOf(outputs);
        WinogradPlan plan = new(Kernel * channels, outputs, rows, columns, Tile: 2, samples, AlongRows: true);
        Map input = new(channels, height, width, channels, padding, padding, padding + 1), output = new(outputs, rows, columns, lanes);
        Activation activation = activates ? Activation.ReLU : default;
        FilterBank bank = new(channels, outputs, Kernel * Kernel);
        float[] x = Numbers(samples, input, 1), added = Numbers(samples, output, 2), weights = new float[bank.Size], bias = new float[lanes];
        Random random = new(3);
        for (int i = 0; i < weights.Length; i++)
            weights[i] = i % lanes < outputs ? random.NextSingle() - 0.5f : 0;
        for (int i = 0; i < outputs; i++)
            bias[i] = random.NextSingle() - 0.5f;
        float[] packed = new float[Math.Max(plan.FilterSize, bank.ForwardSize)], scratch = new float[plan.ScratchSize];
        float[] direct = new float[added.Length], filtered = new float[added.Length];
        fixed (float* xs = x, plus = added, w = weights, b = bias, u = packed, memory = scratch, expected = direct, actual = filtered)
        {
            Address sum = adds ? new Address(plus) : default;
            Convolution sums = Convolution.Of(input, output, window, activation: activation, added: adds ? output : null);
            sums.Pack(new Address(w), new Address(u));
            sums.Forward(samples, new Address(xs), new Address(u), new Address(b), new Address(expected), added: sum);
            WinogradConvolution filtering = WinogradConvolution.Of(input, output, plan, padding, activation, added: adds ? output : null);
            filtering.Pack(new Address(w), new Address(u));
            filtering.Run(new Samples(samples, null, new Address(memory)), new Address(xs), new Address(u), new Address(b), new Address(actual), added: sum);
        }

        float most = 1e-5f * direct.Max(Math.Abs);
        for (int i = 0; i < direct.Length; i++)
            Assert.True(Math.Abs(direct[i] - filtered[i]) <= most, $"{i}: {filtered[i]}, directly {direct[i]}");
    }

    /// <summary>Numbers on a map, with zeros around it.</summary>
    private static float[] Numbers(int samples, Map map, int seed)
    {
        float[] numbers = new float[(samples * map.SampleStride) + (MostSamples * map.RowStride)];
        Random random = new(seed);
        for (int pixel = 0; pixel < samples * map.Pixels; pixel++)
        {
            (int row, int column) = Math.DivRem(pixel % map.Pixels, map.Width);
            int first = (pixel / map.Pixels * map.SampleStride) + map.Origin + (row * map.RowStride) + (column * map.PixelStride);
            for (int channel = 0; channel < map.Channels; channel++)
                numbers[first + channel] = random.NextSingle() - 0.5f;
        }

        return numbers;
    }
}
