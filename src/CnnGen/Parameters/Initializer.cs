using CnnGen.Kernels.Simd;

namespace CnnGen.Parameters;

/// <summary>How a parameter begins: a constant, or uniform numbers in [-bound, bound) that depend on seed and position alone.</summary>
/// <param name="Bound">Bound of the uniform numbers; 0 for a constant.</param>
/// <param name="Value">The constant.</param>
public readonly record struct Initializer(float Bound, float Value)
{
    /// <summary>He et al. 2015, eq. 10, uniform: <c>bound = sqrt(6 / fanIn)</c>. Keeps the variance of activations through ReLUs.</summary>
    public static Initializer HeUniform(int fanIn) => new((float)Math.Sqrt(6.0 / fanIn), 0);

    /// <summary>Glorot and Bengio 2010, eq. 16: <c>bound = sqrt(6 / (fanIn + fanOut))</c>.</summary>
    public static Initializer GlorotUniform(int fanIn, int fanOut) => new((float)Math.Sqrt(6.0 / ((double)fanIn + fanOut)), 0);

    /// <summary>PyTorch's default for weights: <c>bound = 1 / sqrt(fanIn)</c>.</summary>
    public static Initializer InverseRoot(int fanIn) => new((float)Math.Sqrt(1.0 / fanIn), 0);

    /// <summary>Bilinear upsampling of each channel to itself (Long et al. 2015).</summary>
    /// <param name="kernel">Rows and columns of a filter.</param>
    /// <param name="channels">Channels of a group, inputs and outputs alike.</param>
    public static Initializer Bilinear(int kernel, int channels) => new(0, 0) { Upsampling = new BilinearFilter(kernel, channels) };

    /// <summary>The same value everywhere.</summary>
    public static Initializer Constant(float value) => new(0, value);

    private BilinearFilter Upsampling { get; init; }

    /// <summary>The value of one element: the same on every machine, since no library function takes part.</summary>
    internal float At(int seed, int parameter, int element) =>
        Bound == 0
            ? Value + Upsampling.At(element)
            : Bound * ((2 * CounterRandom.Uniform(CounterRandom.Key((uint)seed, (uint)parameter, 0, 0) + (uint)element)) - 1);
}
