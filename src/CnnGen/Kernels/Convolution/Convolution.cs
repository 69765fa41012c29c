using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>The forward kernel of one convolution or linear layer: y = activation(w * x + bias), or activation(w * x + bias + added) of another map.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class Convolution
{
    private readonly FilterPacking _packing;
    private readonly ForwardKernel _kernel;
    private readonly Activation _activation;
    private readonly Activate? _activate;

    private Convolution(FilterBank bank, ForwardKernel kernel, Map output, Activation activation)
    {
        _packing = new FilterPacking(bank);
        _kernel = kernel;
        _activation = activation;
        _activate = activation.RunsInTiles ? null : new Activate(output, output, activation);
    }

    /// <summary>A convolution of <paramref name="input"/>, whose border covers the padding, to <paramref name="output"/>.</summary>
    public static Convolution Of(Map input, Map output, Window window, int groups = 1, Activation activation = default, Map? added = null)
    {
        FilterBank bank = WindowTaps.Bank(input, output, window, groups);
        return new Convolution(bank, Kernel(bank, output, WindowTaps.Positions(input, window), WindowTaps.Of(input, window), added), output, activation);
    }

    /// <summary>A linear layer of the flattened <paramref name="input"/>.</summary>
    public static Convolution Linear(Map input, Map output, Activation activation = default, Map? added = null)
    {
        FilterBank bank = MapTaps.Bank(input, output);
        return new Convolution(bank, Kernel(bank, output, Positions.Of(input), MapTaps.Of(input), added), output, activation);
    }

    /// <summary>Copies the weights into the order that <see cref="Forward"/> reads, scaled per output if <paramref name="scale"/> is given.</summary>
    public void Pack(Address weights, Address packed, Address scale = default)
    {
        _packing.Forward(weights.Pointer, packed.Pointer, scale.Pointer);
        _kernel.Arrange(packed.Pointer);
    }

    /// <param name="samples">Samples of the batch.</param>
    /// <param name="x">The input map.</param>
    /// <param name="weights">The parameter, or its packed copy where <see cref="FilterBank.NeedsPacking"/> or scaled.</param>
    /// <param name="bias">A float for each lane of the output, or default for none.</param>
    /// <param name="y">The output map; its border is not written.</param>
    /// <param name="statistics">Where partial batch statistics go, or default.</param>
    /// <param name="added">A map of the layout given that is added before the activation, or default.</param>
    public void Forward(Samples samples, Address x, Address weights, Address bias, Address y, Address statistics = default, Address added = default)
    {
        Epilogue epilogue = new()
        {
            Bias = bias.Pointer,
            Activation = _activation.Tile,
            Slope = _activation.Slope,
            Added = added.Pointer,
            Statistics = statistics.Pointer,
        };
        _kernel.Run(samples, x.Pointer, weights.Pointer, y.Pointer, epilogue);
        _activate?.Run(samples, y, y);
    }

    private static ForwardKernel Kernel(FilterBank bank, Map output, Positions input, Taps taps, Map? added) => new(
        output.Height, output.Width, input, Positions.Of(output), taps, bank.ForwardPanels, added: added is { } map ? Positions.Of(map) : null);
}
