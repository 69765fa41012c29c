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
    }

    /// <summary>Overwrites <paramref name="dw"/>, and <paramref name="dBias"/> unless it is null.</summary>
    public void Run(int samples, float* x, float* dy, float* dw, float* dBias)
    {
        TileSet tiles = TileSet.For(_lanes);
        int columns = _extent.SamplesAreColumns ? samples : _extent.Columns;
        int outerSamples = _extent.SamplesAreColumns ? 1 : samples;
        for (int sample = 0; sample < outerSamples; sample++)
        {
            float* xs = x + _input.Origin + (sample * _input.SampleStep);
            float* dys = dy + _gradient.Origin + (sample * _gradient.SampleStep);
            foreach (PanelRuns panel in _panels)
                Panel(tiles, panel, columns, xs, dys, dw, accumulate: sample > 0);
            if (dBias is not null)
                ColumnSums.Add(dys, _extent.Rows, columns, _gradient.RowStep, _gradient.ColumnStep, _lanes, dBias, accumulate: sample > 0);
        }
    }

    private static PanelRuns Joined(FilterPanel panel, Runs runs, int offset) =>
        new(panel, runs, offset, runs.Length * panel.Lanes, panel.Lanes);

    private void Panel(TileSet tiles, PanelRuns panel, int columns, float* x, float* dy, float* dw, bool accumulate)
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
        for (int lane = 0; lane < panel.Panel.Lanes;)
        {
            TileCut cut = tiles.Cut(panel.Runs.Length, panel.Panel.Lanes - lane);
            for (int tap = 0; tap < panel.Runs.Offsets.Length; tap++)
            {
                float* xp = x + panel.Panel.FirstInput + panel.Runs.Offsets[tap];
                float* dwp = dw + panel.WeightOffset + ((nint)tap * panel.TapStep) + lane;
                for (int row = 0; row < panel.Runs.Length; row += cut.Rows)
                {
                    int height = Math.Min(cut.Rows, panel.Runs.Length - row);
                    tiles.Gradient(height, cut.Vectors)(xp + row, dy + panel.Panel.FirstLane + lane, dwp + ((nint)row * panel.RowStep), &tile);
                }
            }

            lane += cut.Lanes;
        }
    }

    private readonly record struct PanelRuns(FilterPanel Panel, Runs Runs, int WeightOffset, int TapStep, int RowStep);
}
