using System.Runtime.CompilerServices;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of the filters: dw[tap, channel][lane] += sum over pixels of x[pixel + tap][channel] * dy[pixel][lane]. A tile holds some rows
/// of dw in registers while one sample's pixels pass by; samples follow in order, so that the sum does not depend on how work is shared.
/// </summary>
internal sealed unsafe class WeightGradientKernel
{
    private readonly Extent _extent;
    private readonly Positions _input;
    private readonly Positions _gradient;
    private readonly PanelRuns[] _panels;
    private readonly int _lanes;
    private readonly int _tiles;
    private readonly int _weightCount;

    /// <param name="rows">Output rows of a sample.</param>
    /// <param name="columns">Output columns of a sample.</param>
    /// <param name="input">The input pixel that each output's taps are counted from.</param>
    /// <param name="gradient">The output gradient's pixels.</param>
    /// <param name="taps">Floats from that input pixel to each tap's.</param>
    /// <param name="panels">Panels of the filters.</param>
    /// <param name="bank">The parameter's layout, used where there is one panel; packed panels follow one another otherwise.</param>
    public WeightGradientKernel(int rows, int columns, Positions input, Positions gradient, int[] taps, FilterPanel[] panels, FilterBank bank)
    {
        (_extent, _input, _gradient) = Extent.Merge(rows, columns, input, gradient);
        _lanes = bank.Lanes;
        _panels = new PanelRuns[panels.Length];
        int offset = 0;
        for (int i = 0; i < panels.Length; i++)
        {
            FilterPanel panel = panels[i];
            _panels[i] = bank.ChannelMajor && bank.Taps > 1
                ? new PanelRuns(panel, new Runs(taps, panel.Inputs), offset, bank.TapStride, bank.ChannelStride)
                : Joined(panel, Runs.Join(taps, panel.Inputs), offset);
            offset += taps.Length * panel.Inputs * panel.Lanes;
        }

        _weightCount = offset;
        _tiles = CountTiles();
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
        job.Cut = Cut.OfMultiplyAdds(_tiles, (long)job.Samples * _extent.Rows * job.Columns * _weightCount);
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

    private static PanelRuns Joined(FilterPanel panel, Runs runs, int offset) =>
        new(panel, runs, offset, runs.Length * panel.Lanes, panel.Lanes);

    /// <summary>One sample's part of some tiles of the gradient, which are counted panel by panel, lanes by lanes, tap by tap.</summary>
    private void Tiles((int First, int End) range, int columns, float* x, float* dy, float* dw, bool accumulate)
    {
        TileSet tiles = TileSet.For(_lanes);
        int before = 0;
        foreach (PanelRuns panel in _panels)
        {
            GradientTile tile = new()
            {
                Rows = _extent.Rows,
                Columns = columns,
                RowStep = _input.RowStep,
                PixelStep = _input.ColumnStep,
                GradientRowStep = _gradient.RowStep,
                GradientStep = _gradient.ColumnStep,
                WeightStride = panel.RowStep,
                Accumulate = accumulate,
            };
            for (int lane = 0; lane < panel.Panel.Lanes && before < range.End;)
            {
                TileCut cut = tiles.Cut(panel.Runs.Length, panel.Panel.Lanes - lane);
                for (int tap = 0; tap < panel.Runs.Offsets.Length; tap++, before += cut.TilesOf(panel.Runs.Length))
                {
                    float* xp = x + panel.Panel.FirstInput + panel.Runs.Offsets[tap];
                    float* dwp = dw + panel.WeightOffset + ((nint)tap * panel.TapStep) + lane;
                    int end = Math.Min(panel.Runs.Length, (range.End - before) * cut.Rows);
                    for (int row = Math.Max(0, range.First - before) * cut.Rows; row < end; row += cut.Rows)
                    {
                        int height = Math.Min(cut.Rows, panel.Runs.Length - row);
                        tiles.Gradient(height, cut.Vectors)(xp + row, dy + panel.Panel.FirstLane + lane, dwp + ((nint)row * panel.RowStep), &tile);
                    }
                }

                lane += cut.Lanes;
            }
        }
    }

    private int CountTiles()
    {
        TileSet tiles = TileSet.For(_lanes);
        int count = 0;
        foreach (PanelRuns panel in _panels)
        {
            for (int lane = 0; lane < panel.Panel.Lanes;)
            {
                TileCut cut = tiles.Cut(panel.Runs.Length, panel.Panel.Lanes - lane);
                count += panel.Runs.Offsets.Length * cut.TilesOf(panel.Runs.Length);
                lane += cut.Lanes;
            }
        }

        return count;
    }

    private readonly record struct PanelRuns(FilterPanel Panel, Runs Runs, int WeightOffset, int TapStep, int RowStep);

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
