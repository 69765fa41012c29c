using System.ComponentModel;
using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The gradient of filters by minimal filtering: <c>dg = G^T [sum over tiles of (A dY A^T) * (B^T d B)] G</c>. Tiles are summed block by block, in groups
/// that depend on the plan and the number of samples alone: of a piecewise plan each block's sums are transformed and added to the group's gradient, else all
/// blocks' sums at the end.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class WinogradWeightGradient
{
    /// <summary>Passes over memory that take as long as the transform of a float.</summary>
    private const int PassesOfTransform = 2;

    private readonly WinogradPlan _plan;
    private readonly TileLayout[] _inputs;
    private readonly TileLayout _gradient;
    private readonly WinogradGradientProducts _products;
    private readonly BiasGradient _biasGradient;
    private readonly DepthFilters? _depth;
    private readonly int _lanes;

    private WinogradWeightGradient(WinogradPlan plan, TileLayout[] inputs, TileLayout gradient, Map gradientMap, DepthWindow? depth)
    {
        _depth = depth is { } window ? new DepthFilters(window, plan.Outputs) : null;
        _plan = plan;
        _inputs = inputs;
        _gradient = gradient;
        _biasGradient = new BiasGradient(gradientMap);
        _lanes = gradientMap.Lanes;
        _products = new WinogradGradientProducts(plan, _lanes, new PointChannels(plan, plan.Inputs, depth));
    }

    /// <param name="input">Layout of the layer's input, with the border that the tiles reach into.</param>
    /// <param name="outputGradient">Layout of the output's gradient, with the border that the last tiles reach into.</param>
    /// <param name="plan">Tiles of the convolution.</param>
    /// <param name="padding">Zero rows and columns that the first window covers.</param>
    /// <param name="depth">The strided window of the parameter, if it is filters over blocks of pixels: the input is these, or the map where it is wide enough.</param>
    public static WinogradWeightGradient Of(Map input, Map outputGradient, WinogradPlan plan, int padding, DepthWindow? depth = null) => new(
        plan,
        TileLayout.OfInputs(plan, input, padding, depth),
        new TileLayout(TilePhase.Of(outputGradient), plan.GradientStep, plan.GradientPlane),
        outputGradient,
        depth);

    /// <summary>Overwrites both gradients.</summary>
    /// <param name="samples">Samples of the batch; each thread has room for <see cref="WinogradPlan.GradientScratchSize"/> floats.</param>
    /// <param name="x">The layer's input.</param>
    /// <param name="dy">Gradient of its output.</param>
    /// <param name="sums">Room for <see cref="WinogradPlan.GradientSumsSize"/> floats, and behind them for the gradient of filters over blocks, if it is of such.</param>
    /// <param name="dWeight">Gradient of the weights.</param>
    /// <param name="dBias">Gradient of the bias, or default.</param>
    public void Run(Samples samples, Address x, Address dy, Address sums, Address dWeight, Address dBias = default)
    {
        Job job = new()
        {
            Kernel = this,
            Samples = samples,
            Tiles = TileRange.Of(_plan, 0, samples.Count),
            X = x.Pointer,
            Dy = dy.Pointer,
            Sums = sums.Pointer,
            DWeight = _depth is null ? dWeight.Pointer : sums.Pointer + _plan.GradientSumsSize,
        };
        job.Groups = _plan.GroupsOf(job.Tiles.Count);
        if (job.Groups > 1)
            ShareGroups(ref job);
        else
            ShareBlocks(ref job);
        _depth?.Scatter(job.DWeight, dWeight.Pointer);

        // The transformed tiles are done with. They have a block of lanes for each point, of which there are 16 or more: room for the bias's partial sums.
        if (!dBias.IsNull)
            _biasGradient.Run(samples, dy, dBias, samples.Scratch(0).Pointer);
    }

    /// <summary>Threads take whole groups of tiles, then parts of the groups' sums.</summary>
    private void ShareGroups(ref Job job)
    {
        job.Cut = Cut.OfMultiplyAdds(job.Groups, _plan.Work * job.Tiles.Count);
        job.Samples.Run(job.Cut.Chunks, &SumGroups, Unsafe.AsPointer(ref job));
        job.Cut = Cut.OfFloats(_plan.Inputs, (long)job.Groups * _plan.GroupSize);
        job.Samples.Run(job.Cut.Chunks, &AddGroups, Unsafe.AsPointer(ref job));
    }

    /// <summary>Threads share the work on each block of tiles, in the memory of the first.</summary>
    private void ShareBlocks(ref Job job)
    {
        TileRange all = job.Tiles;
        int blocks = all.Blocks(_plan.Block);
        for (int block = 0; block < blocks; block++)
        {
            job.Tiles = all.Part(block, blocks);
            job.Cut = Cut.OfFloats(job.Tiles.Count, (long)job.Tiles.Count * _plan.Points * (_plan.InputStep + _lanes) * PassesOfTransform);
            job.Samples.Run(job.Cut.Chunks, &TransformTiles, Unsafe.AsPointer(ref job));
            job.Cut = Cut.OfMultiplyAdds(_plan.Piecewise ? _products.Pieces : _plan.Points, _plan.Work * job.Tiles.Count);
            job.Samples.Run(job.Cut.Chunks, _plan.Piecewise ? &MultiplyPieces : &MultiplyPoints, Unsafe.AsPointer(ref job));
        }

        if (_plan.Piecewise)
            return;
        job.Cut = Cut.OfFloats(_plan.Inputs, _plan.FilterSize);
        job.Samples.Run(job.Cut.Chunks, &TransformFilters, Unsafe.AsPointer(ref job));
    }

    private static void SumGroups(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WinogradWeightGradient kernel = job.Kernel;
        (int first, int end) = job.Cut[chunk];
        for (int group = first; group < end; group++)
            kernel.SumGroup(job, job.Tiles.Part(group, job.Groups), job.Sums + ((nint)group * kernel._plan.GroupSize), job.Samples.Scratch(member).Pointer);
    }

    private void SumGroup(in Job job, TileRange group, float* sums, float* scratch)
    {
        int blocks = group.Blocks(_plan.Block);
        for (int block = 0; block < blocks; block++)
        {
            TileRange tiles = group.Part(block, blocks);
            Transform(job, tiles, 0, tiles.Count, scratch);
            if (_plan.Piecewise)
                _products.MultiplyPieces(0, _products.Pieces, tiles.Count, scratch, scratch + _plan.GradientTilesSize, sums, accumulate: block > 0);
            else
                _products.MultiplyPoints(0, _plan.Points, tiles.Count, scratch, sums, accumulate: block > 0);
        }
    }

    /// <summary>Of some inputs: the sum over the groups, and its transform unless it has been transformed.</summary>
    private static void AddGroups(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        (WinogradWeightGradient kernel, WinogradPlan plan, int lanes) = (job.Kernel, job.Kernel._plan, job.Kernel._lanes);
        (int first, int end) = job.Cut[chunk];
        int points = plan.Piecewise ? plan.Taps : plan.Points, count = (end - first) * lanes;
        nint plane = plan.Piecewise ? (nint)plan.Inputs * lanes : plan.FilterPlane, offset = (nint)first * lanes;
        float* totals = plan.Piecewise ? job.DWeight : job.Sums;
        for (int point = 0; point < points; point++, offset += plane)
            PartialSums.Add(job.Sums + offset, plan.GroupSize, job.Groups, count, lanes, totals + offset);
        if (!plan.Piecewise)
            kernel.TransformFilters(job, first, end);
    }

    /// <summary>Transforms some tiles of a block, of the input and of the output's gradient.</summary>
    private static void TransformTiles(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        (int first, int end) = job.Cut[chunk];
        job.Kernel.Transform(job, job.Tiles, first, end - first, job.Samples.Scratch(0).Pointer);
    }

    private void Transform(in Job job, TileRange block, int first, int count, float* scratch) =>
        WinogradTransforms.Choose(_plan, new Transforms(this, job.X, job.Dy, new TileRange(block.First + first, count), first, scratch));

    private static void MultiplyPoints(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        (int first, int end) = job.Cut[chunk];
        job.Kernel._products.MultiplyPoints(first, end, job.Tiles.Count, job.Samples.Scratch(0).Pointer, job.Sums, accumulate: job.Tiles.First > 0);
    }

    private static void TransformFilters(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        (int first, int end) = job.Cut[chunk];
        job.Kernel.TransformFilters(job, first, end);
    }

    private void TransformFilters(in Job job, int first, int end) =>
        _products.Transform(new FilterPiece(0, _lanes, first, end - first), job.Sums + ((nint)first * _lanes), job.DWeight, accumulate: false);

    private static void MultiplyPieces(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WinogradWeightGradient kernel = job.Kernel;
        (int first, int end) = job.Cut[chunk];
        float* piece = job.Samples.Scratch(member).Pointer + kernel._plan.GradientTilesSize;
        kernel._products.MultiplyPieces(first, end, job.Tiles.Count, job.Samples.Scratch(0).Pointer, piece, job.DWeight, accumulate: job.Tiles.First > 0);
    }

    /// <summary>Transforms of some tiles, which go behind those of others of their block.</summary>
    private readonly struct Transforms(WinogradWeightGradient kernel, float* x, float* dy, TileRange tiles, int before, float* scratch) : ITransformChoice
    {
        public void With<TTransform>()
            where TTransform : struct, IWinogradTransform
        {
            WinogradPlan plan = kernel._plan;
            float* transformed = scratch + (before * (nint)plan.InputStep), gradients = scratch + (plan.Points * plan.InputPlane) + (before * (nint)plan.GradientStep);
            foreach (TileLayout input in kernel._inputs)
                input.Transform<PatchTransform<TTransform>>(plan, tiles, x, transformed);
            kernel._gradient.Transform<GradientTransform<TTransform>>(plan, tiles, dy, gradients);
        }
    }

    private struct Job
    {
        public WinogradWeightGradient Kernel;
        public Samples Samples;
        public Cut Cut;
        public TileRange Tiles;
        public int Groups;
        public float* X;
        public float* Dy;
        public float* Sums;
        public float* DWeight;
    }
}
