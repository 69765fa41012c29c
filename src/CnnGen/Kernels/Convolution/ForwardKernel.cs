using System.Runtime.CompilerServices;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>What a forward kernel does with its sums beside storing them.</summary>
internal unsafe ref struct Epilogue
{
    /// <summary>One float an output lane, or null for none.</summary>
    public float* Bias;

    public TileActivation Activation;

    public float Slope;

    /// <summary>Whether sums are added to what the output holds; the bias is not added then.</summary>
    public bool Accumulate;

    /// <summary>Partial batch statistics, or null: see <see cref="BatchStatistics"/>.</summary>
    public float* Statistics;
}

/// <summary>
/// Direct convolution: y[pixel][lane] = sum over runs and k of x[pixel + run + k] * w[run, k][lane], by register tiles. Each output is
/// summed in one order whatever the tile, so results depend neither on the batch nor on how rows are cut.
/// </summary>
internal sealed unsafe class ForwardKernel
{
    /// <summary>Weights beyond this size, in floats, are kept in the cache while rows pass by, not the other way round.</summary>
    private const int WeightsInCache = 128 * 1024;

    private readonly Extent _extent;
    private readonly Positions _input;
    private readonly Positions _output;
    private readonly PanelRuns[] _panels;
    private readonly float[] _zeros;
    private readonly int _lanes;
    private readonly int _weightCount;

    /// <param name="rows">Output rows of a sample.</param>
    /// <param name="columns">Output columns of a sample.</param>
    /// <param name="input">The input pixel that each output's taps are counted from.</param>
    /// <param name="output">The output pixels.</param>
    /// <param name="taps">Floats from that input pixel to each tap's.</param>
    /// <param name="panels">The filters' panels; their packed weights follow one another.</param>
    /// <param name="keepRows">Whether rows must stay apart, for <see cref="RunRows"/>.</param>
    public ForwardKernel(int rows, int columns, Positions input, Positions output, int[] taps, FilterPanel[] panels, bool keepRows = false)
    {
        (_extent, _input, _output) = keepRows
            ? (new Extent(rows, columns, SamplesAreColumns: false), input, output)
            : Extent.Merge(rows, columns, input, output);
        _panels = new PanelRuns[panels.Length];
        for (int i = 0; i < panels.Length; i++)
        {
            _panels[i] = new PanelRuns(panels[i], Runs.Join(taps, panels[i].Inputs), _weightCount);
            _weightCount += taps.Length * panels[i].Inputs * panels[i].Lanes;
            _lanes = panels[i].FirstLane + panels[i].Lanes;
        }

        _zeros = GC.AllocateArray<float>(_lanes, pinned: true);
    }

    /// <summary>Floats of weights that the kernel reads.</summary>
    public int WeightCount => _weightCount;

    /// <summary>Computes some rows of one sample into <paramref name="y"/>, which holds no others.</summary>
    public void RunRows(int sample, int firstRow, int rows, float* x, float* weights, float* y, in Epilogue epilogue) => Rows(
        rows, _extent.Columns, x + _input.Origin + (sample * _input.SampleStep) + (firstRow * _input.RowStep), weights, Bias(epilogue), y, epilogue);

    public void Run(int samples, float* x, float* weights, float* y, in Epilogue epilogue)
    {
        float* bias = Bias(epilogue);
        int columns = _extent.SamplesAreColumns ? samples : _extent.Columns;
        int outerSamples = _extent.SamplesAreColumns ? 1 : samples;
        for (int sample = 0; sample < outerSamples; sample++)
        {
            float* xs = x + _input.Origin + (sample * _input.SampleStep);
            float* ys = y + _output.Origin + (sample * _output.SampleStep);
            if (_weightCount <= WeightsInCache)
            {
                for (int row = 0; row < _extent.Rows; row++)
                {
                    Rows(1, columns, xs + (row * _input.RowStep), weights, bias, ys + (row * _output.RowStep), epilogue);
                    if (epilogue.Statistics is not null)
                        BatchStatistics.AddRow(ys + (row * _output.RowStep), columns, (int)_output.ColumnStep, _lanes, sample, row * columns, epilogue.Statistics);
                }
            }
            else
            {
                Rows(_extent.Rows, columns, xs, weights, bias, ys, epilogue);
                for (int row = 0; row < _extent.Rows && epilogue.Statistics is not null; row++)
                    BatchStatistics.AddRow(ys + (row * _output.RowStep), columns, (int)_output.ColumnStep, _lanes, sample, row * columns, epilogue.Statistics);
            }
        }
    }

    private float* Bias(in Epilogue epilogue) => epilogue.Bias is not null ? epilogue.Bias : (float*)Unsafe.AsPointer(ref _zeros[0]);

    private void Rows(int rows, int columns, float* x, float* weights, float* bias, float* y, in Epilogue epilogue)
    {
        TileSet tiles = TileSet.For(_lanes);
        foreach (PanelRuns panel in _panels)
        {
            fixed (int* taps = panel.Runs.Offsets)
            {
                ForwardTile tile = new()
                {
                    Taps = taps,
                    TapCount = panel.Runs.Offsets.Length,
                    RunLength = panel.Runs.Length,
                    PixelStep = _input.ColumnStep,
                    WeightStride = panel.Panel.Lanes,
                    OutputStep = _output.ColumnStep,
                    Accumulate = epilogue.Accumulate,
                    Activation = epilogue.Activation,
                    Slope = epilogue.Slope,
                };
                float* xp = x + panel.Panel.FirstInput;
                for (int lane = 0; lane < panel.Panel.Lanes;)
                {
                    TileCut cut = tiles.Cut(columns, panel.Panel.Lanes - lane);
                    float* w = weights + panel.WeightOffset + lane;
                    int outputLane = panel.Panel.FirstLane + lane;
                    for (int row = 0; row < rows; row++)
                        Columns(tiles, cut, columns, xp + (row * _input.RowStep), w, bias + outputLane, y + (row * _output.RowStep) + outputLane, &tile);
                    lane += cut.Lanes;
                }
            }
        }
    }

    /// <summary>One row: main tiles, then one tile for the exact remainder.</summary>
    private static void Columns(TileSet tiles, TileCut cut, int columns, float* x, float* w, float* bias, float* y, ForwardTile* tile)
    {
        var main = tiles.Forward(cut.Rows, cut.Vectors);
        int column = 0;
        for (; column + cut.Rows <= columns; column += cut.Rows)
        {
            main(x, w, bias, y, tile);
            x += cut.Rows * tile->PixelStep;
            y += cut.Rows * tile->OutputStep;
        }

        if (column < columns)
            tiles.Forward(columns - column, cut.Vectors)(x, w, bias, y, tile);
    }

    private readonly record struct PanelRuns(FilterPanel Panel, Runs Runs, int WeightOffset);
}
