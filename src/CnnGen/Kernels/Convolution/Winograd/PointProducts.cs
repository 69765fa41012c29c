using System.Runtime.CompilerServices;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// Products of a block of transformed tiles with filters, point after point: [tile][input] x [input][lane] each. Register tiles are chosen anew only where the lanes
/// are others. It lies on the stack.
/// </summary>
internal unsafe struct PointProducts
{
    /// <summary>The taps of a matrix product: its row's own inputs alone.</summary>
    private static readonly int[] OwnTap = GC.AllocateArray<int>(1, pinned: true);

    private readonly TileSet _tiles;
    private readonly int _count;
    private readonly int _inputs;
    private readonly float* _zeros;
    private TileColumn _column;
    private ForwardTile _tile;

    /// <param name="tiles">The register tiles.</param>
    /// <param name="count">Tiles of the block.</param>
    /// <param name="inputs">Inputs of all filters.</param>
    /// <param name="inputStep">Floats from one transformed tile to the next.</param>
    /// <param name="outputStep">Floats from one tile's products to the next one's.</param>
    /// <param name="zeros">A zero for each lane.</param>
    public PointProducts(TileSet tiles, int count, int inputs, int inputStep, int outputStep, float* zeros)
    {
        (_tiles, _count, _inputs) = (tiles, count, inputs);
        _zeros = zeros;
        _tile = new ForwardTile
        {
            Taps = (int*)Unsafe.AsPointer(ref OwnTap[0]),
            TapCount = 1,
            PixelStep = inputStep,
            OutputStep = outputStep,
            AddedStep = outputStep,
        };
    }

    /// <summary>
    /// One product, added to what stands there or not. As many filters as these are asked for at <paramref name="nextFilters"/>, unless that is null.
    /// </summary>
    public void Multiply(int inputs, int lanes, float* transformed, float* filters, int filterStep, float* products, float* nextFilters, bool accumulate = false)
    {
        int most = nextFilters is null ? lanes : NextWeights.LanesOfTiles(_tiles, _count, lanes);
        NextWeights next = nextFilters is null
            ? default
            : NextWeights.Of(filters, filterStep, inputs, _tiles.Cut(_count, most).TilesOf(_count, lanes), chunks: 1, nextFilters, (nint)_inputs * filterStep);
        (_tile.RunLength, _tile.WeightStride, _tile.NextStep) = (inputs, filterStep, 0);
        for (int lane = 0; lane < lanes; lane += _column.Lanes)
        {
            int left = Math.Min(most, lanes - lane);
            if (!_column.Fits(left))
                _column = new TileColumn(_tiles, _count, left);
            _column.Run(transformed, filters + lane, _zeros, products + lane, (ForwardTile*)Unsafe.AsPointer(ref _tile), ref next, accumulate);
        }
    }
}
