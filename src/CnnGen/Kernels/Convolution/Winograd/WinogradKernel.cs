using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// Convolution of 3x3 filters by minimal filtering: <c>Y = A^T [sum over inputs of (G g G^T) * (B^T d B)] A</c> for each tile of the output. A block
/// of tiles is transformed, multiplied point by point as matrices [tile][input] x [input][lane], and transformed back. Each output is summed in one order
/// whatever the block, so results depend neither on the batch nor on how blocks are cut.
/// </summary>
internal sealed unsafe class WinogradKernel
{
    private readonly WinogradPlan _plan;
    private readonly TileLayout _input;
    private readonly Map _output;
    private readonly Activation _activation;
    private readonly bool _pooled;
    private readonly float[] _zeros;

    /// <param name="plan">Tiles and memory.</param>
    /// <param name="input">The input, with the border that the tiles reach into.</param>
    /// <param name="padding">Zero rows and columns that the first window covers.</param>
    /// <param name="output">The output, pooled or not.</param>
    /// <param name="activation">What follows the bias.</param>
    /// <param name="pooled">Whether 2 x 2 max pooling follows.</param>
    public WinogradKernel(WinogradPlan plan, Map input, int padding, Map output, Activation activation, bool pooled)
    {
        _plan = plan;
        _input = new TileLayout(Positions.Of(input).Every(1, -padding, -padding), input.Lanes, plan.InputStep, plan.InputPlane);
        _output = output;
        _activation = activation;
        _pooled = pooled;
        _zeros = GC.AllocateArray<float>(output.Lanes, pinned: true);
    }

    /// <param name="samples">Samples of the batch.</param>
    /// <param name="x">The input map.</param>
    /// <param name="filters">Transformed filters.</param>
    /// <param name="bias">A float for each lane, or null.</param>
    /// <param name="scratch">Room for <see cref="WinogradPlan.ScratchSize"/> floats.</param>
    /// <param name="y">The output map.</param>
    /// <param name="statistics">Partial batch statistics, or null.</param>
    /// <param name="winners">Places of the maxima, or null.</param>
    public void Run(int samples, float* x, float* filters, float* bias, float* scratch, float* y, float* statistics, byte* winners)
    {
        int blocks = TileRange.Blocks(_plan, samples), finishedRows = 0;
        for (int block = 0; block < blocks; block++)
        {
            TileRange range = TileRange.Block(_plan, samples, block);
            if (_plan.Tile == WinogradF4.Tile)
                Block<WinogradF4>(range, x, filters, bias, scratch, y, winners);
            else
                Block<WinogradF2>(range, x, filters, bias, scratch, y, winners);
            if (statistics is not null)
                finishedRows = AddStatistics(finishedRows, range.End / _plan.TileColumns, y, statistics);
        }

        _activation.ClearPadding(_output, samples, y);
    }

    private void Block<TTransform>(TileRange range, float* x, float* filters, float* bias, float* scratch, float* y, byte* winners)
        where TTransform : struct, IWinogradTransform
    {
        float* transformed = scratch, products = transformed + (_plan.Points * _plan.InputPlane);
        Width.Run(_input.Lanes, new WinogradInput<PatchTransform<TTransform>>(_plan, _input, range, x, transformed));
        Multiply(range.Count, transformed, filters, products);
        _activation.Run(_output.Lanes, new WinogradOutput<TTransform>(
            _plan, _output, range, products, y, bias is null ? Zeros : bias, _activation.Slope, _pooled, winners));
    }

    private float* Zeros => (float*)Unsafe.AsPointer(ref _zeros[0]);

    /// <summary>For each point the matrix product of a block's tiles with the filters.</summary>
    private void Multiply(int count, float* transformed, float* filters, float* products)
    {
        int tap = 0, lanes = _output.Lanes;
        TileSet tiles = TileSet.For(lanes);
        ForwardTile tile = new()
        {
            Taps = &tap,
            TapCount = 1,
            RunLength = _plan.Inputs,
            PixelStep = _plan.InputStep,
            OutputStep = _plan.OutputStep,
        };
        for (int point = 0; point < _plan.Points; point++)
        {
            float* panelFilters = filters;
            for (int first = 0; first < lanes; first += WinogradPlan.PanelLanes)
            {
                int panel = Math.Min(WinogradPlan.PanelLanes, lanes - first);
                tile.WeightStride = panel;
                for (int lane = 0; lane < panel;)
                {
                    TileCut cut = tiles.Cut(count, panel - lane);
                    for (int row = 0; row < count; row += cut.Rows)
                    {
                        tiles.Forward(Math.Min(cut.Rows, count - row), cut.Vectors)(
                            transformed + ((nint)row * _plan.InputStep), panelFilters + lane, Zeros, products + ((nint)row * _plan.OutputStep) + first + lane, &tile);
                    }

                    lane += cut.Lanes;
                }

                panelFilters += _plan.Inputs * panel;
            }

            filters += _plan.FilterPlane;
            transformed += _plan.InputPlane;
            products += _plan.OutputPlane;
        }
    }

    /// <summary>Adds the rows of the tiles that were finished since, and returns how many rows of tiles are.</summary>
    private int AddStatistics(int before, int tileRows, float* y, float* statistics)
    {
        for (; before < tileRows; before++)
        {
            int sample = before / _plan.TileRows, first = before % _plan.TileRows * _plan.Tile;
            float* row = y + _output.Origin + ((nint)sample * _output.SampleStride) + ((nint)first * _output.RowStride);
            for (int i = first; i < Math.Min(first + _plan.Tile, _output.Height); i++, row += _output.RowStride)
                BatchStatistics.AddRow(row, _output.Width, _output.PixelStride, _output.Lanes, sample, i * _output.Width, statistics);
        }

        return before;
    }
}
