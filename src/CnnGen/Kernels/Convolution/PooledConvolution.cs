using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CnnGen.Kernels;

/// <summary>
/// A convolution and the max pooling behind it, whose windows touch but do not overlap: the rows of a few windows lie in a strip that stays in
/// the cache, and only their maxima reach memory.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class PooledConvolution
{
    private readonly FilterPacking _packing;
    private readonly ForwardKernel _kernel;
    private readonly MaxPool[] _pools;
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
        int windows = PooledStrip.Of(output.Height, output.Width, output.Lanes, pool).Windows;
        Map strip = new(output.Channels, windows * pool, output.Width * pool, output.Lanes);
        _packing = new FilterPacking(bank);
        _kernel = new ForwardKernel(
            output.Height * pool, strip.Width, WindowTaps.Positions(input, window), Positions.Of(strip), WindowTaps.Of(input, window),
            bank.ForwardPanels, keepRows: true);
        _pools = new MaxPool[windows];
        for (int i = 0; i < windows; i++)
            _pools[i] = new MaxPool(strip with { Height = (i + 1) * pool }, output with { Top = 0, Bottom = 0, Height = i + 1 }, new Window(pool, pool), activation);
        _output = output;
        _side = pool;
    }

    /// <summary>Copies the weights into the order that <see cref="Forward"/> reads, scaled per output if <paramref name="scale"/> is given.</summary>
    public void Pack(Address weights, Address packed, Address scale = default)
    {
        _packing.Forward(weights.Pointer, packed.Pointer, scale.Pointer);
        _kernel.Arrange(packed.Pointer);
    }

    /// <param name="samples">Samples of the batch; each thread has room for a strip.</param>
    /// <param name="x">The input map.</param>
    /// <param name="weights">The parameter, or its packed copy.</param>
    /// <param name="bias">A float for each lane of the output, or default for none.</param>
    /// <param name="y">The pooled map; its border is not written.</param>
    /// <param name="winners">Where the winners' places go, as <see cref="MaxPool.Forward"/> records them, or default.</param>
    public void Forward(Samples samples, Address x, Address weights, Address bias, Address y, Address winners = default)
    {
        Job job = new()
        {
            Convolution = this,
            Cut = Cut.OfMultiplyAdds((long)samples.Count * _output.Height, (long)samples.Count * _output.Pixels * _side * _side * _kernel.WeightCount),
            Samples = samples,
            X = x.Pointer,
            Weights = weights.Pointer,
            Y = y,
            Winners = winners,
            Epilogue = new Epilogue { Bias = bias.Pointer },
        };
        samples.Run(job.Cut.Chunks, &Chunk, Unsafe.AsPointer(ref job));
    }

    /// <summary>Some rows of windows.</summary>
    private static void Chunk(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        (int first, int end) = job.Cut[chunk];
        while (first < end)
            first += job.Convolution.Rows(job, first, end - first, job.Samples.Scratch(member));
    }

    /// <summary>Some rows of windows of one sample, as many as the strip takes.</summary>
    /// <returns>How many.</returns>
    private int Rows(in Job job, int index, int most, Address strip)
    {
        (int sample, int row) = Math.DivRem(index, _output.Height);
        int rows = Math.Min(Math.Min(most, _pools.Length), _output.Height - row);
        _kernel.RunRows(sample, row * _side, rows * _side, job.X, job.Weights, strip.Pointer, job.Epilogue);
        nint winnersPerRow = _output.Width * _output.Lanes / sizeof(float);
        Address pooled = job.Y + (((nint)sample * _output.SampleStride) + ((nint)(_output.Top + row) * _output.RowStride));
        _pools[rows - 1].Forward(1, strip, pooled, job.Winners.IsNull ? default : job.Winners + (index * winnersPerRow));
        return rows;
    }

    private struct Job
    {
        public PooledConvolution Convolution;
        public Cut Cut;
        public Samples Samples;
        public float* X;
        public float* Weights;
        public Address Y;
        public Address Winners;
        public Epilogue Epilogue;
    }
}
