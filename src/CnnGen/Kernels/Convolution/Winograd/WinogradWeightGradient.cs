using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of 3x3 filters by minimal filtering: <c>dg = G^T [sum over tiles of (A dY A^T) * (B^T d B)] G</c>. Tiles are summed in one order, block
/// by block: of a piecewise plan each block's sums are transformed and added to the gradient, else all blocks' sums at the end.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class WinogradWeightGradient
{
    /// <summary>Passes over memory that take as long as the transform of a float.</summary>
    private const int PassesOfTransform = 2;

    private readonly WinogradPlan _plan;
    private readonly TileLayout _input;
    private readonly TileLayout _gradient;
    private readonly BiasGradient _biasGradient;
    private readonly int _lanes;

    private WinogradWeightGradient(WinogradPlan plan, TileLayout input, TileLayout gradient, Map gradientMap)
    {
        _plan = plan;
        _input = input;
        _gradient = gradient;
        _biasGradient = new BiasGradient(gradientMap);
        _lanes = gradientMap.Lanes;
    }

    /// <param name="input">Layout of the layer's input, with the border that the tiles reach into.</param>
    /// <param name="outputGradient">Layout of the output's gradient, with the border that the last tiles reach into.</param>
    /// <param name="plan">Tiles of the convolution.</param>
    /// <param name="padding">Zero rows and columns that the first window covers.</param>
    public static WinogradWeightGradient Of(Map input, Map outputGradient, WinogradPlan plan, int padding) => new(
        plan,
        new TileLayout(Positions.Of(input).Every(1, -padding, -padding), input.Lanes, plan.InputStep, plan.InputPlane),
        new TileLayout(Positions.Of(outputGradient), outputGradient.Lanes, plan.GradientStep, plan.GradientPlane),
        outputGradient);

    /// <summary>Overwrites both gradients.</summary>
    /// <param name="samples">Samples of the batch; for a piecewise plan each thread has room for <see cref="WinogradPlan.PieceSize"/> floats.</param>
    /// <param name="x">The layer's input.</param>
    /// <param name="dy">Gradient of its output.</param>
    /// <param name="sums">Room for <see cref="WinogradPlan.FilterSize"/> floats unless the plan is piecewise.</param>
    /// <param name="scratch">Room for <see cref="WinogradPlan.GradientScratchSize"/> floats.</param>
    /// <param name="dWeight">Gradient of the weights.</param>
    /// <param name="dBias">Gradient of the bias, or default.</param>
    public void Run(Samples samples, Address x, Address dy, Address sums, Address scratch, Address dWeight, Address dBias = default)
    {
        Job job = new()
        {
            Kernel = this,
            Samples = samples,
            X = x.Pointer,
            Dy = dy.Pointer,
            Sums = sums.Pointer,
            Scratch = scratch.Pointer,
            DWeight = dWeight.Pointer,
        };
        TileRange all = TileRange.Of(_plan, 0, samples.Count);
        int blocks = all.Blocks(_plan);
        for (int block = 0; block < blocks; block++)
        {
            job.Block = all.Part(block, blocks);
            job.Cut = Cut.OfFloats(job.Block.Count, (long)job.Block.Count * _plan.Points * (_input.Lanes + _lanes) * PassesOfTransform);
            samples.Run(job.Cut.Chunks, &TransformTiles, Unsafe.AsPointer(ref job));
            job.Cut = Cut.OfMultiplyAdds(_plan.Piecewise ? Pieces : _plan.Points, _plan.Work * job.Block.Count);
            samples.Run(job.Cut.Chunks, _plan.Piecewise ? &MultiplyPieces : &MultiplyPoints, Unsafe.AsPointer(ref job));
        }

        if (!_plan.Piecewise)
        {
            job.Cut = Cut.OfFloats(_plan.Inputs, _plan.FilterSize);
            samples.Run(job.Cut.Chunks, &TransformFilters, Unsafe.AsPointer(ref job));
        }

        if (!dBias.IsNull)
            _biasGradient.Run(samples.Count, dy, dBias);
    }

    private int InputPieces => (_plan.Inputs + WinogradPlan.PieceInputs - 1) / WinogradPlan.PieceInputs;

    private int Pieces => InputPieces * ((_lanes + WinogradPlan.PieceLanes - 1) / WinogradPlan.PieceLanes);

    /// <summary>Transforms some tiles of a block, of the input and of the output's gradient.</summary>
    private static void TransformTiles(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        (int first, int end) = job.Cut[chunk];
        if (job.Kernel._plan.Tile == WinogradF4.Tile)
            job.Kernel.Transform<WinogradF4>(job, first, end - first);
        else
            job.Kernel.Transform<WinogradF2>(job, first, end - first);
    }

    private void Transform<TTransform>(in Job job, int first, int count)
        where TTransform : struct, IWinogradTransform
    {
        TileRange tiles = new(job.Block.First + first, count);
        float* transformed = job.Scratch + (first * _input.TileStep), gradients = job.Scratch + (_plan.Points * _plan.InputPlane) + (first * _gradient.TileStep);
        Width.Run(_input.Lanes, new WinogradInput<PatchTransform<TTransform>>(_plan, _input, tiles, job.X, transformed));
        Width.Run(_lanes, new WinogradInput<GradientTransform<TTransform>>(_plan, _gradient, tiles, job.Dy, gradients));
    }

    /// <summary>For some points the matrix product [input][tile] x [tile][lane] of a block, added to what earlier ones gave.</summary>
    private static void MultiplyPoints(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WinogradWeightGradient kernel = job.Kernel;
        (int first, int end) = job.Cut[chunk];
        for (int point = first; point < end; point++)
        {
            float* sums = job.Sums + ((nint)point * kernel._plan.FilterPlane);
            kernel.Multiply(job, point, new FilterPiece(0, kernel._lanes, 0, kernel._plan.Inputs), sums, accumulate: job.Block.First > 0);
        }
    }

    private static void TransformFilters(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WinogradWeightGradient kernel = job.Kernel;
        (int first, int end) = job.Cut[chunk];
        kernel.Transform(job, new FilterPiece(0, kernel._lanes, first, end - first), job.Sums + ((nint)first * kernel._lanes), accumulate: false);
    }

    /// <summary>For some pieces all points' products of a block, and what they add to the gradient. Neighbouring pieces share their inputs.</summary>
    private static void MultiplyPieces(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WinogradWeightGradient kernel = job.Kernel;
        float* sums = job.Samples.Scratch(member).Pointer;
        (int first, int end) = job.Cut[chunk];
        int across = kernel.Pieces / kernel.InputPieces;
        for (int i = first; i < end; i++)
        {
            FilterPiece piece = kernel._plan.Piece(i % across * WinogradPlan.PieceLanes, kernel._lanes, i / across * WinogradPlan.PieceInputs);
            for (int point = 0; point < kernel._plan.Points; point++)
                kernel.Multiply(job, point, piece, sums + (point * kernel._plan.FilterPlane), accumulate: false);
            kernel.Transform(job, piece, sums, accumulate: job.Block.First > 0);
        }
    }

    private void Multiply(in Job job, int point, FilterPiece piece, float* sums, bool accumulate)
    {
        float* transformed = job.Scratch + (point * _plan.InputPlane) + piece.FirstInput;
        float* gradients = job.Scratch + (_plan.Points * _plan.InputPlane) + (point * _plan.GradientPlane) + piece.FirstLane;
        TileSet tiles = TileSet.For(_lanes);
        GradientTile tile = new()
        {
            Rows = 1,
            Columns = job.Block.Count,
            PixelStep = _plan.InputStep,
            GradientStep = _plan.GradientStep,
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

    private void Transform(in Job job, FilterPiece piece, float* sums, bool accumulate)
    {
        nint offset = ((nint)piece.FirstInput * _lanes) + piece.FirstLane;
        if (_plan.Tile == WinogradF4.Tile)
            Width.Run(_lanes, new FilterGradient<WinogradF4>(_plan, _lanes, piece, sums, job.DWeight + offset, accumulate));
        else
            Width.Run(_lanes, new FilterGradient<WinogradF2>(_plan, _lanes, piece, sums, job.DWeight + offset, accumulate));
    }

    /// <summary><c>dg = G^T dU G</c> of a piece, in whose place dg is written or added.</summary>
    private readonly struct FilterGradient<TTransform>(WinogradPlan plan, int lanes, FilterPiece piece, float* sums, float* dWeight, bool accumulate) : IWidthKernel
        where TTransform : struct, IWinogradTransform
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            const int Taps = WinogradPlan.Kernel * WinogradPlan.Kernel;
            float* taps = stackalloc float[Taps * Map.Vector];
            nint tapStep = (nint)plan.Inputs * lanes;
            for (int input = 0; input < piece.Inputs; input++)
            {
                float* du = sums + ((nint)input * piece.Lanes), dg = dWeight + ((nint)input * lanes);
                for (int lane = 0; lane < piece.Lanes; lane += TSimd.Count)
                {
                    if (!accumulate)
                    {
                        TTransform.FilterGradient<TSimd, TVector>(du + lane, plan.FilterPlane, dg + lane, tapStep);
                        continue;
                    }

                    TTransform.FilterGradient<TSimd, TVector>(du + lane, plan.FilterPlane, taps, Map.Vector);
                    for (int tap = 0; tap < Taps; tap++)
                    {
                        float* target = dg + lane + (tap * tapStep);
                        TSimd.Store(TSimd.Add(TSimd.Load(target), TSimd.Load(taps + (tap * Map.Vector))), target);
                    }
                }
            }
        }
    }

    private struct Job
    {
        public WinogradWeightGradient Kernel;
        public Samples Samples;
        public Cut Cut;
        public TileRange Block;
        public float* X;
        public float* Dy;
        public float* Sums;
        public float* Scratch;
        public float* DWeight;
    }
}
