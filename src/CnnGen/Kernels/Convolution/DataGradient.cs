using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>The gradient of a convolution's or linear layer's input: the output's gradient, convolved with turned filters.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class DataGradient
{
    private readonly TurnedConvolution _turned;

    private DataGradient(TurnedConvolution turned) => _turned = turned;

    /// <summary>
    /// For a convolution to <paramref name="outputGradient"/>, whose border covers <see cref="Window.GradientBorder"/>.
    /// </summary>
    public static DataGradient Of(Map outputGradient, Map inputGradient, Window window, int groups = 1) =>
        new(TurnedConvolution.Of(outputGradient, inputGradient, window, groups));

    /// <summary>For a linear layer of the flattened map.</summary>
    public static DataGradient Linear(Map outputGradient, Map inputGradient) => new(TurnedConvolution.Linear(outputGradient, inputGradient));

    /// <summary>Turns the weights round for <see cref="Run"/>.</summary>
    public void Pack(Address weights, Address packed) => _turned.Pack(weights.Pointer, packed.Pointer, scale: null);

    /// <summary>Writes every pixel of the input's gradient.</summary>
    public void Run(Samples samples, Address dy, Address packed, Address dx) => _turned.Run(samples, dy.Pointer, packed.Pointer, dx.Pointer, default);
}
