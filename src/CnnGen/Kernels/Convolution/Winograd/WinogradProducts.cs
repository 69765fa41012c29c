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
    /// <summary>Transformed filters of no more floats are not asked for: a block reads them from the second-level cache.</summary>
    private const int FloatsInCache = 128 * 1024;

    private readonly float[] _zeros = GC.AllocateArray<float>(outputLanes, pinned: true);

    // The plan derives its block, and the planes with it, by divisions: too dear for each point.
    private readonly int _points = plan.Points, _inputStep = plan.InputStep, _outputStep = plan.OutputStep;
    private readonly bool _areFar = plan.FilterSize > FloatsInCache && !plan.Piecewise;
    private readonly nint _inputPlane = plan.InputPlane, _filterPlane = plan.FilterPlane, _outputPlane = plan.OutputPlane;

    /// <summary>A zero for each output lane.</summary>
    public float* Zeros => (float*)Unsafe.AsPointer(ref _zeros[0]);

    /// <summary>For each point the matrix product of a block's tiles with the filters.</summary>
    public void Multiply(int count, int firstLane, int endLane, float* transformed, float* filters, float* products)
    {
        PointProducts block = Start(count);
        for (int point = 0; point < _points; point++)
        {
            (int firstInput, int endInput) = inputs[point];
            (int first, int last) = (Math.Clamp(lanes[point].First, firstLane, endLane), Math.Clamp(lanes[point].End, firstLane, endLane));
            Clear(count, firstLane, first, products);
            Clear(count, last, endLane, products);
            for (int lane = first, end; lane < last; lane = end)
            {
                int panel = lane / WinogradPlan.PieceLanes * WinogradPlan.PieceLanes, panelLanes = Math.Min(WinogradPlan.PieceLanes, outputLanes - panel);
                end = Math.Min(last, panel + panelLanes);
                nint next = end < last ? (nint)end * plan.Inputs : _filterPlane + ((nint)first * plan.Inputs);
                float* panelFilters = filters + ((nint)panel * plan.Inputs) + ((nint)firstInput * panelLanes) + (lane - panel);
                float* nextFilters = _areFar && end - lane == panelLanes ? filters + next : null;
                block.Multiply(endInput - firstInput, end - lane, transformed + firstInput, panelFilters, panelLanes, products + lane, nextFilters);
            }

            filters += _filterPlane;
            transformed += _inputPlane;
            products += _outputPlane;
        }
    }

    /// <summary>The same for the lanes of one piece, whose filters are transformed for some inputs after the others.</summary>
    public void MultiplyPieces(int count, int firstLane, int endLane, float* transformed, float* filters, float* packed, float* products)
    {
        PointProducts block = Start(count);
        for (int input = 0; input < plan.Inputs; input += WinogradPlan.PieceInputs)
        {
            FilterPiece piece = plan.Piece(firstLane, endLane, input);
            bool isLast = input + piece.Inputs == plan.Inputs;
            FilterPiece next = isLast ? plan.Piece(endLane % outputLanes, outputLanes, 0) : plan.Piece(firstLane, endLane, input + piece.Inputs);
            transform.Transform(piece, filters, packed);
            for (int point = 0; point < _points; point++)
            {
                transform.Prefetch(next, filters, point, _points);
                float* tiles = transformed + (point * _inputPlane) + input, u = packed + (point * _filterPlane);
                block.Multiply(piece.Inputs, piece.Lanes, tiles, u, piece.Lanes, products + (point * _outputPlane), null, accumulate: input > 0);
            }
        }
    }

    private PointProducts Start(int count) => new(TileSet.For(outputLanes), count, plan.Inputs, _inputStep, _outputStep, Zeros);

    /// <summary>Products of filters that are zero.</summary>
    private void Clear(int count, int first, int end, float* products)
    {
        for (int tile = 0; tile < count && first < end; tile++, products += _outputStep)
            new Span<float>(products + first, end - first).Clear();
    }
}
