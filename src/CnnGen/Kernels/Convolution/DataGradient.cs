using System.ComponentModel;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of a convolution's input: a convolution of the output's gradient with turned filters. A stride divides the input's pixels into
/// phases, each with the taps that reach it: for pixel u and tap k, <c>u + padding - k * dilation</c> must be a multiple of the stride.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class DataGradient
{
    private readonly FilterBank _bank;
    private readonly FilterPacking _packing;
    private readonly List<Phase> _phases = [];

    private DataGradient(FilterBank bank)
    {
        _bank = bank;
        _packing = new FilterPacking(bank);
    }

    /// <summary>
    /// For a convolution to <paramref name="outputGradient"/>, whose border covers <see cref="Window.GradientBorder"/>.
    /// </summary>
    public static DataGradient Of(Map outputGradient, Map inputGradient, Window window, int groups = 1)
    {
        DataGradient gradient = new(WindowTaps.Bank(inputGradient, outputGradient, window, groups));
        for (int row = 0; row < Math.Min(window.Stride, inputGradient.Height); row++)
        {
            for (int column = 0; column < Math.Min(window.Stride, inputGradient.Width); column++)
                gradient.AddPhase(outputGradient, inputGradient, window, row, column);
        }

        return gradient;
    }

    /// <summary>For a linear layer: each pixel of the flattened map is a phase with one tap.</summary>
    public static DataGradient Linear(Map outputGradient, Map inputGradient)
    {
        DataGradient gradient = new(MapTaps.Bank(inputGradient, outputGradient));
        int[] pixels = MapTaps.Offsets(inputGradient);
        for (int pixel = 0; pixel < pixels.Length; pixel++)
        {
            Positions output = Positions.Of(inputGradient);
            gradient.Add(1, 1, Positions.Of(outputGradient), output with { Origin = output.Origin + pixels[pixel] }, [0], [pixel]);
        }

        return gradient;
    }

    /// <summary>Turns the weights round for <see cref="Run"/>.</summary>
    public void Pack(Address weights, Address packed)
    {
        float* target = packed.Pointer;
        foreach (Phase phase in _phases)
        {
            _packing.Turned(phase.Taps, weights.Pointer, target);
            target += phase.Kernel.WeightCount;
        }
    }

    /// <summary>Writes, or with <paramref name="accumulate"/> adds to, every pixel of the input's gradient.</summary>
    public void Run(int samples, Address dy, Address packed, Address dx, bool accumulate = false)
    {
        float* weights = packed.Pointer;
        foreach (Phase phase in _phases)
        {
            phase.Kernel.Run(samples, dy.Pointer, weights, dx.Pointer, new Epilogue { Accumulate = accumulate, Activation = TileActivation.None });
            weights += phase.Kernel.WeightCount;
        }
    }

    /// <summary>Adds the phase of the input's pixels (row + i * stride, column + j * stride).</summary>
    private void AddPhase(Map outputGradient, Map inputGradient, Window window, int row, int column)
    {
        List<int> offsets = [], taps = [];
        for (int i = window.Kernel - 1; i >= 0; i--)
        {
            for (int j = window.Kernel - 1; j >= 0; j--)
            {
                int y = row + window.PaddingBefore - (i * window.Dilation), x = column + window.PaddingBefore - (j * window.Dilation);
                if (y % window.Stride != 0 || x % window.Stride != 0)
                    continue;
                offsets.Add((y / window.Stride * outputGradient.RowStride) + (x / window.Stride * outputGradient.PixelStride));
                taps.Add((i * window.Kernel) + j);
            }
        }

        int rows = (inputGradient.Height - row + window.Stride - 1) / window.Stride;
        int columns = (inputGradient.Width - column + window.Stride - 1) / window.Stride;
        Add(rows, columns, Positions.Of(outputGradient), Positions.Of(inputGradient).Every(window.Stride, row, column), [.. offsets], [.. taps]);
    }

    private void Add(int rows, int columns, Positions gradient, Positions output, int[] offsets, int[] taps) =>
        _phases.Add(new Phase(
            new ForwardKernel(rows, columns, gradient, output, offsets, FilterBank.Panels(_bank.Outputs, _bank.Inputs, _bank.Groups)), taps));

    private sealed record Phase(ForwardKernel Kernel, int[] Taps);
}
