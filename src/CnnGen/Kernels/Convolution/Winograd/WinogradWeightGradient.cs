using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of 3x3 filters by minimal filtering: <c>dg = G^T [sum over tiles of (A dY A^T) * (B^T d B)] G</c>. Tiles are summed in one order, block
/// by block.
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
        new TileLayout(Positions.Of(outputGradient), outputGradient.Lanes, plan.OutputStep, plan.OutputPlane),
        outputGradient);

    /// <summary>Overwrites both gradients.</summary>
    /// <param name="samples">Samples of the batch.</param>
    /// <param name="x">The layer's input.</param>
    /// <param name="dy">Gradient of its output.</param>
    /// <param name="sums">Room for <see cref="WinogradPlan.FilterSize"/> floats.</param>
    /// <param name="scratch">Room for <see cref="WinogradPlan.ScratchSize"/> floats.</param>
    /// <param name="dWeight">Gradient of the weights.</param>
    /// <param name="dBias">Gradient of the bias, or default.</param>
    public void Run(Samples samples, Address x, Address dy, Address sums, Address scratch, Address dWeight, Address dBias = default)
    {
        Job job = new()
        {
            Kernel = this,
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
            job.Cut = Cut.OfMultiplyAdds(_plan.Points, (long)job.Block.Count * _plan.FilterSize);
            samples.Run(job.Cut.Chunks, &MultiplyPoints, Unsafe.AsPointer(ref job));
        }

        job.Cut = Cut.OfFloats(_plan.Inputs, _plan.FilterSize);
        samples.Run(job.Cut.Chunks, &TransformFilters, Unsafe.AsPointer(ref job));
        if (!dBias.IsNull)
            _biasGradient.Run(samples.Count, dy, dBias);
    }

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

    private static void MultiplyPoints(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        (int first, int end) = job.Cut[chunk];
        job.Kernel.Multiply(job, first, end);
    }

    private static void TransformFilters(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WinogradWeightGradient kernel = job.Kernel;
        (int first, int end) = job.Cut[chunk];
        if (kernel._plan.Tile == WinogradF4.Tile)
            Width.Run(kernel._lanes, new FilterGradient<WinogradF4>(kernel._plan, kernel._lanes, first, end, job.Sums, job.DWeight));
        else
            Width.Run(kernel._lanes, new FilterGradient<WinogradF2>(kernel._plan, kernel._lanes, first, end, job.Sums, job.DWeight));
    }

    /// <summary>For each point the matrix product [input][tile] x [tile][lane] of a block, added to what earlier ones gave.</summary>
    private void Multiply(in Job job, int firstPoint, int endPoint)
    {
        float* transformed = job.Scratch + (firstPoint * _plan.InputPlane), sums = job.Sums + ((nint)firstPoint * _plan.FilterPlane);
        float* gradients = job.Scratch + (_plan.Points * _plan.InputPlane) + (firstPoint * _plan.OutputPlane);
        TileSet tiles = TileSet.For(_lanes);
        GradientTile tile = new()
        {
            Rows = 1,
            Columns = job.Block.Count,
            PixelStep = _plan.InputStep,
            GradientStep = _plan.OutputStep,
            WeightStride = _lanes,
            Accumulate = job.Block.First > 0,
        };
        for (int point = firstPoint; point < endPoint; point++)
        {
            for (int lane = 0; lane < _lanes;)
            {
                TileCut cut = tiles.Cut(_plan.Inputs, _lanes - lane);
                for (int row = 0; row < _plan.Inputs; row += cut.Rows)
                {
                    tiles.Gradient(Math.Min(cut.Rows, _plan.Inputs - row), cut.Vectors)(
                        transformed + row, gradients + lane, sums + ((nint)row * _lanes) + lane, &tile);
                }

                lane += cut.Lanes;
            }

            transformed += _plan.InputPlane;
            gradients += _plan.OutputPlane;
            sums += _plan.FilterPlane;
        }
    }

    /// <summary><c>dg = G^T dU G</c> for some inputs and each vector of outputs.</summary>
    private readonly struct FilterGradient<TTransform>(WinogradPlan plan, int lanes, int first, int end, float* sums, float* dWeight) : IWidthKernel
        where TTransform : struct, IWinogradTransform
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            nint tap = (nint)plan.Inputs * lanes;
            for (nint i = (nint)first * lanes; i < (nint)end * lanes; i += TSimd.Count)
                TTransform.FilterGradient<TSimd, TVector>(sums + i, plan.FilterPlane, dWeight + i, tap);
        }
    }

    private struct Job
    {
        public WinogradWeightGradient Kernel;
        public Cut Cut;
        public TileRange Block;
        public float* X;
        public float* Dy;
        public float* Sums;
        public float* Scratch;
        public float* DWeight;
    }
}
