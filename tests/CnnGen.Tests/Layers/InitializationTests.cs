using CnnGen.Parameters;
using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>How weights begin: within the bounds of their layer, and the same bits on every machine.</summary>
public sealed class InitializationTests
{
    private static readonly Declaration Nets = Declaration.Parse("""
        [CnnModel(3, 8, 8)]
        [Conv(4, 3), BatchNorm, ReLU, Conv(6, 3, groups: 2, Init = Init.GlorotUniform), ReLU]
        [Linear(7, Init = Init.InverseRoot), ReLU, Linear(9, Init = Init.HeUniform), ReLU, Linear(5)]
        public partial class Net;
        """);

    [Theory]
    [InlineData("conv1.weight", 6.0 / (3 * 9))]
    [InlineData("conv2.weight", 6.0 / ((2 * 9) + (3 * 9)))]
    [InlineData("linear1.weight", 1.0 / (6 * 16))]
    [InlineData("linear2.weight", 6.0 / 7)]
    [InlineData("linear3.weight", 1.0 / 9)]
    public void Weights_FillTheirBounds(string name, double squaredBound)
    {
        double bound = Math.Sqrt(squaredBound);
        float[] weights = Nets.Create("Net", seed: 1).Parameters.ToArray(name);
        Assert.InRange(weights.Max(), 0.8 * bound, bound);
        Assert.InRange(weights.Min(), -bound, -0.8 * bound);
        double deviation = bound / Math.Sqrt(3);
        Assert.InRange(weights.Average(), -4 * deviation / Math.Sqrt(weights.Length), 4 * deviation / Math.Sqrt(weights.Length));
    }

    [Fact]
    public void Biases_AreZero_AndNormsPassOn()
    {
        ParameterSet parameters = Nets.Create("Net", seed: 1).Parameters;
        foreach (string name in new[] { "conv1.bias", "conv2.bias", "linear3.bias", "batchNorm1.bias", "batchNorm1.running_mean" })
            Assert.All(parameters.ToArray(name), value => Assert.Equal(0, value));
        foreach (string name in new[] { "batchNorm1.weight", "batchNorm1.running_var" })
            Assert.All(parameters.ToArray(name), value => Assert.Equal(1, value));
    }

    [Fact]
    public void Weights_AreTheSeedsBits()
    {
        int[] Bits(int seed, string name) =>
            [.. Nets.Create("Net", seed).Parameters.ToArray(name).Take(3).Select(BitConverter.SingleToInt32Bits)];

        // Written down, so that another machine or version must agree.
        Assert.Equal([-1095194199, 1049848030, -1111885357], Bits(1, "conv1.weight"));
        Assert.Equal([1036224582, 1052200410, -1096111091], Bits(1, "conv2.weight"));
        Assert.Equal([1029383798, 1042768544, 1048139312], Bits(2, "linear3.weight"));
    }
}
