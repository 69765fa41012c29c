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
    public static DataGradient Of(Map outputGradient, Map inputGradient, Window window, int groups = 1, Map? added = null) =>
        new(TurnedConvolution.Of(outputGradient, inputGradient, window, groups, added));

    /// <summary>For a linear layer of the flattened map.</summary>
    public static DataGradient Linear(Map outputGradient, Map inputGradient, Map? added = null) =>
        new(TurnedConvolution.Linear(outputGradient, inputGradient, added));

    /// <summary>Turns the weights round for <see cref="Run"/>.</summary>
    public void Pack(Address weights, Address packed) => _turned.Pack(weights.Pointer, packed.Pointer, scale: null);

    /// <summary>Writes every pixel of the input's gradient, with what is added of the layout given.</summary>
    public void Run(Samples samples, Address dy, Address packed, Address dx, Address added = default) =>
        _turned.Run(samples, dy.Pointer, packed.Pointer, dx.Pointer, new Epilogue { Added = added.Pointer });
}
