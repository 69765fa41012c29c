using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>The gradient of a convolution's filters and bias.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class WeightGradient
{
    private readonly bool _gathersGroups;
    private readonly FilterPacking _packing;
    private readonly WeightGradientKernel _kernel;

    private WeightGradient(FilterBank bank, Map outputGradient, Positions input, Taps taps)
    {
        _gathersGroups = bank.GathersGroups;
        _packing = new FilterPacking(bank);
        _kernel = new WeightGradientKernel(
            outputGradient.Height, outputGradient.Width, input, Positions.Of(outputGradient), taps, bank);
    }

    /// <summary>For a convolution of <paramref name="input"/>.</summary>
    public static WeightGradient Of(Map input, Map outputGradient, Window window, int groups = 1) =>
        new(WindowTaps.Bank(input, outputGradient, window, groups), outputGradient, WindowTaps.Positions(input, window), WindowTaps.Of(input, window));

    /// <summary>For a linear layer of the flattened <paramref name="input"/>.</summary>
    public static WeightGradient Linear(Map input, Map outputGradient) =>
        new(MapTaps.Bank(input, outputGradient), outputGradient, Positions.Of(input), MapTaps.Of(input));

    /// <summary>Overwrites both gradients.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="x">The layer's input.</param>
    /// <param name="dy">Gradient of its output.</param>
    /// <param name="dWeight">Gradient of the weights.</param>
    /// <param name="dBias">Gradient of the bias, or default.</param>
    /// <param name="scratch">Where <see cref="FilterBank.GathersGradient"/>: room for <see cref="FilterBank.GradientSize"/> floats.</param>
    public void Run(Samples samples, Address x, Address dy, Address dWeight, Address dBias = default, Address scratch = default)
    {
        Address sums = _gathersGroups || _kernel.Pairs is not null ? scratch : dWeight;
        _kernel.Run(samples, x.Pointer, dy.Pointer, sums.Pointer, dBias.Pointer);
        if (_gathersGroups)
            _packing.Unpack(sums.Pointer, dWeight.Pointer);
        else
            _kernel.Pairs?.Fold(sums.Pointer, dWeight.Pointer);
    }
}
