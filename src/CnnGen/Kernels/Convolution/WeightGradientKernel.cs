using System.Runtime.CompilerServices;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of the filters: dw[tap, channel][lane] += sum over pixels of x[pixel + tap][channel] * dy[pixel][lane]. A tile holds some rows
/// of dw in registers while one sample's pixels pass by; samples follow in order, so that the sum does not depend on how work is shared.
/// </summary>
internal sealed unsafe class WeightGradientKernel
{
    /// <summary>Parts of the tiles at the most: each passes over the maps of all samples, which memory delivers more slowly than tiles take them.</summary>
    private const int PartsWorthSharing = 8;

    private readonly Extent _extent;
    private readonly Positions _input;
    private readonly Positions _gradient;
    private readonly GradientStrip[] _strips;
    private readonly int _lanes;
    private readonly int _tiles;
    private readonly int _weightCount;

    /// <param name="rows">Output rows of a sample.</param>
    /// <param name="columns">Output columns of a sample.</param>
    /// <param name="input">The input pixel that each output's taps are counted from.</param>
    /// <param name="gradient">The output gradient's pixels.</param>
    /// <param name="taps">The taps of each output.</param>
    /// <param name="bank">The filters.</param>
    public WeightGradientKernel(int rows, int columns, Positions input, Positions gradient, Taps taps, FilterBank bank)
    {
        (_extent, _input, _gradient) = Extent.Merge(rows, columns, input, gradient);
        _lanes = bank.Lanes;
        _weightCount = bank.GradientSize;
        _strips = GradientStrips.Of(taps, bank);
        _tiles = _strips[^1].EndTile;
    }

    /// <summary>Overwrites <paramref name="dw"/>, and <paramref name="dBias"/> unless it is null.</summary>
    public void Run(Samples samples, float* x, float* dy, float* dw, float* dBias)
    {
        Job job = new()
        {
            Kernel = this,
            Samples = _extent.SamplesAreColumns ? 1 : samples,
            Columns = _extent.SamplesAreColumns ? samples : _extent.Columns,
            X = x,
            Gradient = dy,
            Weights = dw,
            Bias = dBias,
        };
        job.Cut = Cut.OfMultiplyAdds(_tiles, (long)job.Samples * _extent.Rows * job.Columns * _weightCount).AtMost(samples.AreAlone ? 1 : PartsWorthSharing);
        Samples sharing = job.Cut.Chunks > 1 ? samples : samples.Count;
        sharing.Run(job.Cut.Chunks + (dBias is null ? 0 : 1), &Chunk, Unsafe.AsPointer(ref job));
    }

    /// <summary>Some tiles over all samples; the chunk behind the last is the bias.</summary>
    private static void Chunk(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WeightGradientKernel kernel = job.Kernel;
        (Positions input, Positions gradient, Extent extent) = (kernel._input, kernel._gradient, kernel._extent);
        for (int sample = 0; sample < job.Samples; sample++)
        {
            float* dy = job.Gradient + gradient.Origin + (sample * gradient.SampleStep);
            if (chunk < job.Cut.Chunks)
                kernel.Tiles(job.Cut[chunk], job.Columns, job.X + input.Origin + (sample * input.SampleStep), dy, job.Weights, accumulate: sample > 0);
            else
                ColumnSums.Add(dy, extent.Rows, job.Columns, gradient.RowStep, gradient.ColumnStep, kernel._lanes, job.Bias, accumulate: sample > 0);
        }
    }

    /// <summary>One sample's part of some tiles of the gradient, which are counted strip by strip.</summary>
    private void Tiles((int First, int End) range, int columns, float* x, float* dy, float* dw, bool accumulate)
    {
        TileSet tiles = TileSet.For(_lanes);
        GradientTile tile = new()
        {
            Rows = _extent.Rows,
            Columns = columns,
            RowStep = _input.RowStep,
            PixelStep = _input.ColumnStep,
            GradientRowStep = _gradient.RowStep,
            GradientStep = _gradient.ColumnStep,
            Accumulate = accumulate,
        };
        int before = 0;
        foreach (ref readonly GradientStrip strip in _strips.AsSpan())
        {
            if (before >= range.End)
                break;
            (int first, int end) = (Math.Max(0, range.First - before) * strip.Cut.Rows, Math.Min(strip.Rows, (range.End - before) * strip.Cut.Rows));
            before = strip.EndTile;
            tile.WeightStride = strip.WeightStride;
            tile.InputStep = strip.InputStep;
            tile.GroupWidth = strip.GroupWidth;
            float* xp = x + strip.Input, dyp = dy + strip.Gradient, dwp = dw + strip.Weights;
            for (int row = first; row < end; row += strip.Cut.Rows)
            {
                var gradient = tiles.Gradient(Math.Min(strip.Cut.Rows, strip.Rows - row), strip.Cut.Vectors, strip.GroupWidth);
                gradient(xp + (row * tile.InputStep), dyp, dwp + (row * strip.WeightStep), &tile);
            }
        }
    }

    private struct Job
    {
        public WeightGradientKernel Kernel;
        public Cut Cut;
        public int Samples;
        public int Columns;
        public float* X;
        public float* Gradient;
        public float* Weights;
        public float* Bias;
    }
}
