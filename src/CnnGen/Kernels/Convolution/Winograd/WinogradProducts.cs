using System.Runtime.CompilerServices;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>The products of minimal filtering: for each point, matrices [tile][input] x [input][lane] by register tiles.</summary>
/// <param name="plan">Tiles and memory.</param>
/// <param name="transform">Transforms the filters, for a piecewise plan.</param>
/// <param name="outputLanes">Output lanes.</param>
/// <param name="inputs">The inputs that count at each point.</param>
/// <param name="lanes">The output lanes that are other than zero.</param>
internal sealed unsafe class WinogradProducts(WinogradPlan plan, WinogradFilters transform, int outputLanes, PointChannels inputs, PointChannels lanes)
{
    private readonly float[] _zeros = GC.AllocateArray<float>(outputLanes, pinned: true);

    /// <summary>A zero for each output lane.</summary>
    public float* Zeros => (float*)Unsafe.AsPointer(ref _zeros[0]);

    /// <summary>Whether filters come from memory.</summary>
    private bool AreFar => plan.FilterSize > FilterBank.FloatsInCache && !plan.Piecewise;

    /// <summary>For each point the matrix product of a block's tiles with the filters.</summary>
    public void Multiply(int count, int firstLane, int endLane, float* transformed, float* filters, float* products)
    {
        for (int point = 0; point < plan.Points; point++)
        {
            (int firstInput, int endInput) = inputs[point];
            (int first, int last) = (Math.Clamp(lanes[point].First, firstLane, endLane), Math.Clamp(lanes[point].End, firstLane, endLane));
            Clear(count, firstLane, first, products);
            Clear(count, last, endLane, products);
            for (int lane = first, end; lane < last; lane = end)
            {
                int panel = lane / WinogradPlan.PieceLanes * WinogradPlan.PieceLanes, panelLanes = Math.Min(WinogradPlan.PieceLanes, outputLanes - panel);
                end = Math.Min(last, panel + panelLanes);
                nint next = end < last ? (nint)end * plan.Inputs : plan.FilterPlane + ((nint)first * plan.Inputs);
                float* panelFilters = filters + ((nint)panel * plan.Inputs) + ((nint)firstInput * panelLanes) + (lane - panel);
                float* nextFilters = AreFar && end - lane == panelLanes ? filters + next : null;
                Multiply(count, endInput - firstInput, end - lane, transformed + firstInput, panelFilters, panelLanes, products + lane, nextFilters);
            }

            filters += plan.FilterPlane;
            transformed += plan.InputPlane;
            products += plan.OutputPlane;
        }
    }

    /// <summary>The same for the lanes of one piece, whose filters are transformed for some inputs after the others.</summary>
    public void MultiplyPieces(int count, int firstLane, int endLane, float* transformed, float* filters, float* packed, float* products)
    {
        for (int input = 0; input < plan.Inputs; input += WinogradPlan.PieceInputs)
        {
            FilterPiece piece = plan.Piece(firstLane, endLane, input);
            bool isLast = input + piece.Inputs == plan.Inputs;
            FilterPiece next = isLast ? plan.Piece(endLane % outputLanes, outputLanes, 0) : plan.Piece(firstLane, endLane, input + piece.Inputs);
            transform.Transform(piece, filters, packed);
            for (int point = 0; point < plan.Points; point++)
            {
                transform.Prefetch(next, filters, point, plan.Points);
                float* tiles = transformed + (point * plan.InputPlane) + input, u = packed + (point * plan.FilterPlane);
                Multiply(count, piece.Inputs, piece.Lanes, tiles, u, piece.Lanes, products + (point * plan.OutputPlane), null, accumulate: input > 0);
            }
        }
    }

    /// <summary>
    /// One point's product [tile][input] x [input][lane], added to what stands there or not. As many filters as these are asked for at
    /// <paramref name="nextFilters"/>, unless that is null.
    /// </summary>
    private void Multiply(
        int count, int inputs, int lanes, float* transformed, float* filters, int filterStep, float* products, float* nextFilters, bool accumulate = false)
    {
        int tap = 0;
        TileSet tiles = TileSet.For(outputLanes);
        ForwardTile tile = new()
        {
            Taps = &tap,
            TapCount = 1,
            RunLength = inputs,
            PixelStep = plan.InputStep,
            WeightStride = filterStep,
            OutputStep = plan.OutputStep,
            AddedStep = plan.OutputStep,
        };
        int most = nextFilters is null ? lanes : NextWeights.LanesOfTiles(tiles, count, lanes);
        NextWeights next = nextFilters is null
            ? default
            : NextWeights.Of(filters, filterStep, inputs, tiles.Cut(count, most).TilesOf(count, lanes), nextFilters, (nint)plan.Inputs * filterStep);
        for (int lane = 0; lane < lanes;)
        {
            TileCut cut = tiles.Cut(count, Math.Min(most, lanes - lane));
            for (int row = 0; row < count; row += cut.Rows)
            {
                next.Ask(&tile);
                float* sums = products + ((nint)row * plan.OutputStep) + lane;
                tile.Added = accumulate ? sums : null;
                tiles.Forward(Math.Min(cut.Rows, count - row), cut.Vectors)(transformed + ((nint)row * plan.InputStep), filters + lane, Zeros, sums, &tile);
            }

            lane += cut.Lanes;
        }
    }

    /// <summary>Products of filters that are zero.</summary>
    private void Clear(int count, int first, int end, float* products)
    {
        for (int tile = 0; tile < count && first < end; tile++, products += plan.OutputStep)
            new Span<float>(products + first, end - first).Clear();
    }
}
