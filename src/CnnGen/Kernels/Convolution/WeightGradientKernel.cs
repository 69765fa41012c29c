using System.Runtime.CompilerServices;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of the filters: dw[tap, channel][lane] += sum over pixels of x[pixel + tap][channel] * dy[pixel][lane]. A tile holds some rows
/// of dw in registers while a block's pixels pass by; blocks follow in order, so that the sum does not depend on how work is shared.
/// </summary>
internal sealed unsafe class WeightGradientKernel
{
    /// <summary>Parts of the tiles at the most: each passes over the maps of all samples, which memory delivers more slowly than tiles take them.</summary>
    private const int PartsWorthSharing = 8;

    private readonly Extent _extent;
    private readonly Positions _input;
    private readonly Positions _gradient;
    private readonly GroupExpansion? _expansion;
    private readonly GradientStrip[] _strips;
    private readonly PixelBlock _block;
    private readonly int _lanes;
    private readonly int _unit;
    private readonly int _weightCount;

    /// <param name="rows">Output rows of a sample.</param>
    /// <param name="columns">Output columns of a sample.</param>
    /// <param name="input">The input pixel that each output's taps are counted from.</param>
    /// <param name="gradient">The output gradient's pixels.</param>
    /// <param name="taps">The taps of each output.</param>
    /// <param name="bank">The filters.</param>
    public WeightGradientKernel(int rows, int columns, Positions input, Positions gradient, Taps taps, FilterBank bank)
    {
        // The panels of groups are brought back to the parameter's order as they are.
        Pairs = bank.Groups > 1 ? null : ColumnPairs.Of(columns, input, gradient, gradient, taps, bank.GradientPanels);
        if (Pairs is not null)
        {
            (taps, bank, columns) = (Pairs.Taps, bank with { Taps = Pairs.Taps.Count, Outputs = Map.Vector }, columns / 2);
            (input, gradient) = (input.OfPairs, gradient.OfPairs);
        }

        if (bank.ExpandedGroups.Exist)
            _expansion = new GroupExpansion(bank.GradientPanels[0], taps, input, rows, columns);
        (_extent, _input, _gradient) = _expansion is null
            ? Extent.Merge(rows, columns, input, gradient)
            : (new Extent(rows, columns, SamplesAreColumns: false), input, gradient);
        _lanes = bank.Lanes;
        _weightCount = bank.GradientWeights;
        _strips = GradientStrips.Of(taps, bank, _expansion);
        _unit = _expansion is null ? 1 : Array.FindLast(_strips, strip => strip.Gradient == 0).EndTile;
        _block = _expansion is null
            ? PixelBlock.Of(_extent, _input, _gradient, _weightCount)
            : new PixelBlock(Samples: 1, _expansion.RowsAtATime, columns);
    }

    /// <summary>The pairs of columns whose gradient is written, if it is.</summary>
    public ColumnPairs? Pairs { get; }

    /// <summary>Overwrites <paramref name="dw"/>, and <paramref name="dBias"/> unless it is null.</summary>
    public void Run(Samples samples, float* x, float* dy, float* dw, float* dBias)
    {
        Job job = new()
        {
            Kernel = this,
            Samples = samples.As(_extent.SamplesAreColumns ? 1 : samples),
            Columns = _extent.SamplesAreColumns ? samples : _extent.Columns,
            X = x,
            Gradient = dy,
            Weights = dw,
            Bias = dBias,
        };
        job.Cut = Cut.OfMultiplyAdds(_strips[^1].EndTile / _unit, (long)job.Samples * _extent.Rows * job.Columns * _weightCount).AtMost(samples.AreAlone ? 1 : PartsWorthSharing);
        Samples sharing = job.Cut.Chunks > 1 ? samples : samples.For(0);
        sharing.Run(job.Cut.Chunks + (dBias is null ? 0 : 1), &Chunk, Unsafe.AsPointer(ref job));
    }

    /// <summary>Some tiles over all samples, block by block; the chunk behind the last is the bias.</summary>
    private static void Chunk(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WeightGradientKernel kernel = job.Kernel;
        if (chunk == job.Cut.Chunks)
        {
            kernel.SumBias(job);
            return;
        }

        (Extent extent, PixelBlock block) = (kernel._extent, kernel._block);
        int width = Math.Min(block.Columns, job.Columns);
        for (int sample = 0; sample < job.Samples; sample += block.Samples)
        {
            for (int row = 0; row < extent.Rows; row += block.Rows)
            {
                for (int column = 0; column < job.Columns; column += width)
                {
                    PixelBlock pixels = new(
                        Math.Min(block.Samples, job.Samples - sample), Math.Min(block.Rows, extent.Rows - row), Math.Min(width, job.Columns - column));
                    kernel.Tiles(
                        job.Cut[chunk], pixels, job.X + kernel._input.Offset(sample, row, column), job.Gradient + kernel._gradient.Offset(sample, row, column),
                        job.Weights, accumulate: sample > 0 || row > 0 || column > 0, job.Samples.Scratch(member).Pointer);
                }
            }
        }
    }

    private void SumBias(in Job job)
    {
        int paired = Pairs is null ? 1 : 2;
        for (int sample = 0; sample < job.Samples; sample++)
        {
            float* dy = job.Gradient + _gradient.Offset(sample, 0, 0);
            ColumnSums.Add(
                dy, _extent.Rows, paired * job.Columns, _gradient.RowStep, _gradient.ColumnStep / paired, _lanes / paired, job.Bias, accumulate: sample > 0);
        }
    }

    /// <summary>A block's part of some tiles of the gradient, which are counted strip by strip; where inputs are expanded, all tiles of the same lanes as one.</summary>
    private void Tiles((int First, int End) range, PixelBlock block, float* x, float* dy, float* dw, bool accumulate, float* scratch)
    {
        TileSet tiles = TileSet.For(_lanes);
        GradientTile tile = new()
        {
            Rows = block.Rows,
            Columns = block.Columns,
            RowStep = _expansion?.RowStep ?? _input.RowStep,
            PixelStep = _expansion?.ColumnStep ?? _input.ColumnStep,
            GradientRowStep = _gradient.RowStep,
            GradientStep = _gradient.ColumnStep,
        };
        range = (range.First * _unit, range.End * _unit);
        int before = 0, expanded = -1;
        foreach (ref readonly GradientStrip strip in _strips.AsSpan())
        {
            if (before >= range.End)
                break;
            (int first, int end) = (Math.Max(0, range.First - before) * strip.Cut.Rows, Math.Min(strip.Rows, (range.End - before) * strip.Cut.Rows));
            before = strip.EndTile;
            tile.WeightStride = strip.WeightStride;
            tile.InputStep = strip.InputStep;
            tile.GroupWidth = strip.GroupWidth;
            if (_expansion is not null && first < end && expanded != strip.Gradient)
                _expansion.Run(x, expanded = strip.Gradient, block.Rows, block.Columns, scratch);
            float* xp = (_expansion is null ? x : scratch) + strip.Input, dyp = dy + strip.Gradient, dwp = dw + strip.Weights;
            for (int row = first; row < end; row += strip.Cut.Rows)
            {
                var gradient = tiles.Gradient(Math.Min(strip.Cut.Rows, strip.Rows - row), strip.Cut.Vectors, strip.GroupWidth);
                for (int sample = 0; sample < block.Samples; sample++)
                {
                    tile.Accumulate = accumulate || sample > 0;
                    gradient(
                        xp + (row * tile.InputStep) + (sample * _input.SampleStep), dyp + (sample * _gradient.SampleStep), dwp + (row * strip.WeightStep), &tile);
                }
            }
        }
    }

    private struct Job
    {
        public WeightGradientKernel Kernel;
        public Cut Cut;
        public Samples Samples;
        public int Columns;
        public float* X;
        public float* Gradient;
        public float* Weights;
        public float* Bias;
    }
}
