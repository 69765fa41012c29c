using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>
/// The forward kernel of a transposed convolution: y = activation(turned filters * x + bias). It is the data gradient of its mirror, the
/// convolution from y to x by the same filters and window.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class TransposedConvolution
{
    private readonly TurnedConvolution _turned;
    private readonly Activation _activation;

    private readonly Activate? _activate;

    private TransposedConvolution(TurnedConvolution turned, Map output, Activation activation)
    {
        _turned = turned;
        _activation = activation;
        _activate = activation.RunsInTiles ? null : new Activate(output, output, activation);
    }

    /// <summary>From <paramref name="input"/>, whose border covers <see cref="Window.GradientBorder"/>, to <paramref name="output"/>.</summary>
    public static TransposedConvolution Of(Map input, Map output, Window window, int groups = 1, Activation activation = default) =>
        new(TurnedConvolution.Of(input, output, window, groups), output, activation);

    /// <summary>Turns the weights round for <see cref="Forward"/>, scaled per output if <paramref name="scale"/> is given.</summary>
    public void Pack(Address weights, Address packed, Address scale = default) => _turned.Pack(weights.Pointer, packed.Pointer, scale.Pointer);

    /// <param name="samples">Samples of the batch.</param>
    /// <param name="x">The input map.</param>
    /// <param name="packed">The weights as <see cref="Pack"/> leaves them.</param>
    /// <param name="bias">A float for each lane of the output, or default for none.</param>
    /// <param name="y">The output map; its border is not written.</param>
    public void Forward(Samples samples, Address x, Address packed, Address bias, Address y)
    {
        Epilogue epilogue = new() { Bias = bias.Pointer, Activation = _activation.Tile, Slope = _activation.Slope };
        _turned.Run(samples, x.Pointer, packed.Pointer, y.Pointer, epilogue);
        _activate?.Run(samples, y, y);
    }
}
