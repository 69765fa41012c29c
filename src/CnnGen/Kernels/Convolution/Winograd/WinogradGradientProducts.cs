using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// The products of the filters' gradient by minimal filtering, of the tiles that stand transformed in scratch memory: those of the input, then those of the
/// output's gradient.
/// </summary>
/// <param name="plan">Tiles and memory.</param>
/// <param name="lanes">Output lanes.</param>
/// <param name="inputs">The inputs that count at each point.</param>
internal sealed unsafe class WinogradGradientProducts(WinogradPlan plan, int lanes, PointChannels inputs)
{
    /// <summary>Pieces of the filters.</summary>
    public int Pieces => InputPieces * LanePieces;

    private int InputPieces => (plan.Inputs + WinogradPlan.PieceInputs - 1) / WinogradPlan.PieceInputs;

    private int LanePieces => (lanes + WinogradPlan.PieceLanes - 1) / WinogradPlan.PieceLanes;

    /// <summary>For some points the matrix product [input][tile] x [tile][lane] of a block, added to what earlier ones gave; of the inputs that count.</summary>
    public void MultiplyPoints(int first, int end, int tiles, float* scratch, float* sums, bool accumulate)
    {
        for (int point = first; point < end; point++)
        {
            (int firstInput, int endInput) = inputs[point];
            FilterPiece piece = new(0, lanes, firstInput, endInput - firstInput);
            Multiply(point, tiles, piece, scratch, sums + ((nint)point * plan.FilterPlane) + ((nint)firstInput * lanes), accumulate);
        }
    }

    /// <summary>For some pieces all points' products of a block, and what they add to the gradient. Neighbouring pieces share their inputs.</summary>
    public void MultiplyPieces(int first, int end, int tiles, float* scratch, float* sums, float* dWeight, bool accumulate)
    {
        for (int i = first; i < end; i++)
        {
            FilterPiece piece = plan.Piece(i % LanePieces * WinogradPlan.PieceLanes, lanes, i / LanePieces * WinogradPlan.PieceInputs);
            for (int point = 0; point < plan.Points; point++)
            {
                Prefetch.Rows(GradientOf(piece, dWeight), (plan.Taps, (nint)plan.Inputs * lanes), (piece.Inputs, lanes), piece.Lanes, point, plan.Points);
                Multiply(point, tiles, piece, scratch, sums + (point * plan.FilterPlane), accumulate: false);
            }

            Transform(piece, sums, dWeight, accumulate);
        }
    }

    private void Multiply(int point, int count, FilterPiece piece, float* scratch, float* sums, bool accumulate)
    {
        float* transformed = scratch + (point * plan.InputPlane) + piece.FirstInput;
        float* gradients = scratch + (plan.Points * plan.InputPlane) + (point * plan.GradientPlane) + piece.FirstLane;
        TileSet tiles = TileSet.For(lanes);
        GradientTile tile = new()
        {
            Rows = 1,
            Columns = count,
            PixelStep = plan.InputStep,
            GradientStep = plan.GradientStep,
            WeightStride = piece.Lanes,
            Accumulate = accumulate,
        };
        for (int lane = 0; lane < piece.Lanes;)
        {
            TileCut cut = tiles.Cut(piece.Inputs, piece.Lanes - lane);
            for (int row = 0; row < piece.Inputs; row += cut.Rows)
            {
                tiles.Gradient(Math.Min(cut.Rows, piece.Inputs - row), cut.Vectors)(
                    transformed + row, gradients + lane, sums + ((nint)row * piece.Lanes) + lane, &tile);
            }

            lane += cut.Lanes;
        }
    }

    /// <summary>The gradient of a piece of the filters from the sums of its products, added to what stands there or not.</summary>
    public void Transform(FilterPiece piece, float* sums, float* dWeight, bool accumulate) =>
        WinogradTransforms.Choose(plan, new FilterGradient(plan, lanes, piece, sums, GradientOf(piece, dWeight), accumulate));

    private float* GradientOf(FilterPiece piece, float* dWeight) => dWeight + ((nint)piece.FirstInput * lanes) + piece.FirstLane;

    /// <summary><c>dg = G^T dU G</c> of a piece, in whose place dg is written or added.</summary>
    private readonly struct FilterGradient(WinogradPlan plan, int lanes, FilterPiece piece, float* sums, float* dWeight, bool accumulate) : ITransformChoice
    {
        public void With<TTransform>()
            where TTransform : struct, IWinogradTransform => Width.Run(lanes, new Typed<TTransform>(this));

        /// <summary>A method of its own: inlined in what chooses it, it would leave the compiler no room to inline the transform.</summary>
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private void Run<TSimd, TVector, TTransform>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
            where TTransform : struct, IWinogradTransform
        {
            float* taps = stackalloc float[plan.Taps * Map.Vector];
            nint tapStep = (nint)plan.Inputs * lanes, plane = plan.FilterPlane;
            for (int input = 0; input < piece.Inputs; input++)
            {
                float* du = sums + ((nint)input * piece.Lanes), dg = dWeight + ((nint)input * lanes);
                for (int lane = 0; lane < piece.Lanes; lane += TSimd.Count)
                {
                    TTransform.FilterGradient<TSimd, TVector>(du + lane, plane, accumulate ? taps : dg + lane, accumulate ? Map.Vector : tapStep);
                    for (int tap = 0; tap < plan.Taps && accumulate; tap++)
                    {
                        float* target = dg + lane + (tap * tapStep);
                        TSimd.Store(TSimd.Add(TSimd.Load(target), TSimd.Load(taps + (tap * Map.Vector))), target);
                    }
                }
            }
        }

        private readonly struct Typed<TTransform>(FilterGradient kernel) : IWidthKernel
            where TTransform : struct, IWinogradTransform
        {
            public void Run<TSimd, TVector>()
                where TSimd : struct, ISimd<TVector>
                where TVector : struct => kernel.Run<TSimd, TVector, TTransform>();
        }
    }
}
