using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>
/// A convolution and the max pooling behind it, whose windows touch but do not overlap: as many rows as a window is high lie in a strip
/// that stays in the cache, and only their maxima reach memory.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class PooledConvolution
{
    private readonly FilterPacking _packing;
    private readonly ForwardKernel _kernel;
    private readonly MaxPool _pool;
    private readonly Map _output;
    private readonly int _side;

    /// <param name="input">Layout of the input, whose border covers the padding.</param>
    /// <param name="output">Layout of the pooled output.</param>
    /// <param name="window">Window of the convolution.</param>
    /// <param name="pool">Side of the pooling window.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="activation">An activation between convolution and pooling.</param>
    public PooledConvolution(Map input, Map output, Window window, int pool, int groups = 1, Activation activation = default)
    {
        FilterBank bank = WindowTaps.Bank(input, output, window, groups);
        Map strip = new(output.Channels, pool, output.Width * pool, output.Lanes);
        _packing = new FilterPacking(bank);
        _kernel = new ForwardKernel(
            output.Height * pool, strip.Width, WindowTaps.Positions(input, window), Positions.Of(strip), WindowTaps.Offsets(input, window),
            FilterBank.Panels(bank.Inputs, bank.Outputs, groups), keepRows: true);
        _pool = new MaxPool(strip, new Map(output.Channels, 1, output.Width, output.PixelStride), new Window(pool, pool), activation);
        _output = output;
        _side = pool;
    }

    /// <summary>Copies the weights into the order that <see cref="Forward"/> reads, scaled per output if <paramref name="scale"/> is given.</summary>
    public void Pack(Address weights, Address packed, Address scale = default) =>
        _packing.Forward(weights.Pointer, packed.Pointer, scale.Pointer);

    /// <param name="samples">Samples of the batch.</param>
    /// <param name="x">The input map.</param>
    /// <param name="weights">The parameter, or its packed copy.</param>
    /// <param name="bias">A float for each lane of the output, or default for none.</param>
    /// <param name="strip">Room for the rows of one pooling window: side x (width * side) pixels.</param>
    /// <param name="y">The pooled map; its border is not written.</param>
    /// <param name="winners">Where the winners' places go, as <see cref="MaxPool.Forward"/> records them, or default.</param>
    public void Forward(int samples, Address x, Address weights, Address bias, Address strip, Address y, Address winners = default)
    {
        Epilogue epilogue = new() { Bias = bias.Pointer };
        nint winnersPerRow = _output.Width * _output.Lanes / sizeof(float);
        for (int sample = 0; sample < samples; sample++)
        {
            for (int row = 0; row < _output.Height; row++)
            {
                _kernel.RunRows(sample, row * _side, _side, x.Pointer, weights.Pointer, strip.Pointer, epilogue);
                Address pooled = y + (_output.Origin + ((nint)sample * _output.SampleStride) + ((nint)row * _output.RowStride));
                _pool.Forward(1, strip, pooled, winners.IsNull ? default : winners + ((((nint)sample * _output.Height) + row) * winnersPerRow));
            }
        }
    }
}
