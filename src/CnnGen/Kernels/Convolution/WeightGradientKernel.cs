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
    private readonly Strip[] _strips;
    private readonly int _lanes;
    private readonly int _tiles;
    private readonly int _weightCount;

    /// <param name="rows">Output rows of a sample.</param>
    /// <param name="columns">Output columns of a sample.</param>
    /// <param name="input">The input pixel that each output's taps are counted from.</param>
    /// <param name="gradient">The output gradient's pixels.</param>
    /// <param name="taps">The taps of each output.</param>
    /// <param name="panels">Panels of the filters.</param>
    /// <param name="bank">The parameter's layout, used where there is one panel; packed panels follow one another otherwise.</param>
    public WeightGradientKernel(int rows, int columns, Positions input, Positions gradient, Taps taps, FilterPanel[] panels, FilterBank bank)
    {
        (_extent, _input, _gradient) = Extent.Merge(rows, columns, input, gradient);
        _lanes = bank.Lanes;
        List<Strip> strips = [];
        foreach (FilterPanel panel in panels)
        {
            if (panel.IsDepthwise)
                AddDepthwiseStrips(strips, panel, taps.Offsets);
            else if (bank.ChannelMajor && bank.Taps > 1)
                AddStrips(strips, panel, new Runs(taps.Offsets, panel.Inputs), bank.TapStride, bank.ChannelStride);
            else
                AddStrips(strips, panel, Runs.Join(taps.Offsets, panel.Inputs), tapStep: null, panel.Lanes);
            _weightCount += taps.Count * panel.Inputs * panel.Lanes;
        }

        _strips = [.. strips];
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

    /// <summary>Adds a panel's strips, lanes by lanes, run by run.</summary>
    /// <param name="strips">Those of the panels before.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="runs">Runs of inputs that lie next to one another.</param>
    /// <param name="tapStep">Floats of dw from one run's rows to the next run's; null where they follow one another.</param>
    /// <param name="rowStep">Floats from one row of dw to the next.</param>
    private void AddStrips(List<Strip> strips, FilterPanel panel, Runs runs, int? tapStep, int rowStep)
    {
        for (int lane = 0; lane < panel.Lanes;)
        {
            TileCut cut = TileSet.For(_lanes).Cut(runs.Length, panel.Lanes - lane);
            for (int run = 0; run < runs.Offsets.Length; run++)
            {
                strips.Add(new Strip(
                    Input: panel.FirstInput + runs.Offsets[run],
                    Gradient: panel.FirstLane + lane,
                    Weights: _weightCount + ((nint)run * (tapStep ?? (runs.Length * rowStep))) + lane,
                    WeightStride: rowStep,
                    Rows: runs.Length,
                    Cut: cut,
                    EndTile: EndTile(strips) + cut.TilesOf(runs.Length)));
            }

            lane += cut.Lanes;
        }
    }

    /// <summary>Adds strips of taps that lie equally far apart, of each vector's own channels.</summary>
    private void AddDepthwiseStrips(List<Strip> strips, FilterPanel panel, int[] taps)
    {
        for (int lane = 0; lane < panel.Lanes;)
        {
            TileCut cut = default;
            for (int first = 0, end; first < taps.Length; first = end)
            {
                int step = first + 1 < taps.Length ? taps[first + 1] - taps[first] : 0;
                for (end = first + 1; end < taps.Length && taps[end] - taps[end - 1] == step;)
                    end++;
                cut = TileSet.For(_lanes).Cut(end - first, panel.Lanes - lane, depthwise: true);
                strips.Add(new Strip(
                    Input: taps[first] + lane,
                    Gradient: lane,
                    Weights: ((nint)first * panel.Lanes) + lane,
                    WeightStride: panel.Lanes,
                    Rows: end - first,
                    Cut: cut,
                    EndTile: EndTile(strips) + cut.TilesOf(end - first),
                    DepthwiseStep: step));
            }

            lane += cut.Lanes;
        }
    }

    private static int EndTile(List<Strip> strips) => strips.Count == 0 ? 0 : strips[^1].EndTile;

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
        foreach (ref readonly Strip strip in _strips.AsSpan())
        {
            if (before >= range.End)
                break;
            (int first, int end) = (Math.Max(0, range.First - before) * strip.Cut.Rows, Math.Min(strip.Rows, (range.End - before) * strip.Cut.Rows));
            before = strip.EndTile;
            tile.WeightStride = strip.WeightStride;
            tile.InputStep = strip.DepthwiseStep ?? 1;
            float* xp = x + strip.Input, dyp = dy + strip.Gradient, dwp = dw + strip.Weights;
            for (int row = first; row < end; row += strip.Cut.Rows)
            {
                var gradient = tiles.Gradient(Math.Min(strip.Cut.Rows, strip.Rows - row), strip.Cut.Vectors, strip.DepthwiseStep is not null);
                gradient(xp + (row * tile.InputStep), dyp, dwp + (row * strip.WeightStride), &tile);
            }
        }
    }

    /// <summary>Neighbouring rows of dw and some lanes of them, cut into tiles along the rows.</summary>
    /// <param name="Input">Floats from an output's own input pixel to the first row's input.</param>
    /// <param name="Gradient">First lane of dy.</param>
    /// <param name="Weights">Floats from the start of dw.</param>
    /// <param name="WeightStride">Floats from one row of dw to the next.</param>
    /// <param name="Rows">Number of rows.</param>
    /// <param name="Cut">The tiles.</param>
    /// <param name="EndTile">Tiles up to the end of this strip.</param>
    /// <param name="DepthwiseStep">Floats from one row's input to the next row's where each lane sees its own channel; null where rows see neighbouring channels.</param>
    private readonly record struct Strip(
        int Input, int Gradient, nint Weights, nint WeightStride, int Rows, TileCut Cut, int EndTile, int? DepthwiseStep = null);

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
