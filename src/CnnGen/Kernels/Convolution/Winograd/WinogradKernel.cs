using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>What follows the sums of a convolution by minimal filtering.</summary>
internal unsafe struct WinogradEpilogue
{
    /// <summary>A float for each lane, or null.</summary>
    public float* Bias;

    /// <summary>A map that is added before the activation, or null.</summary>
    public float* Added;

    /// <summary>Partial batch statistics, or null.</summary>
    public float* Statistics;

    /// <summary>Places of the maxima, or null.</summary>
    public byte* Winners;
}

/// <summary>
/// Convolution by minimal filtering: <c>Y = A^T [sum over inputs of (G g G^T) * (B^T d B)] A</c> for each tile of the output. A block
/// of tiles is transformed, multiplied point by point as matrices [tile][input] x [input][lane], and transformed back. Each output is summed in one order
/// whatever the block, so results depend neither on the batch nor on how blocks are cut.
/// </summary>
internal sealed unsafe class WinogradKernel
{
    /// <summary>Samples of each thread from which on it does not matter that some have one more.</summary>
    private const int ManySamples = 8;

    /// <summary>The share of the second-level cache that a block and the filters may take; pixels pass through the rest.</summary>
    private const double ShareOfCache = 0.75;

    /// <summary>Floats of filters that every thread may read in whole, where a sample is shared out: caches hand out so many in less time than the tiles take.</summary>
    private const int FiltersOfAll = 192 * 1024;

    /// <summary>The tiles and lanes of a part at the least, where a sample is shared out.</summary>
    private const int SmallestBlock = 8, SmallestLanes = 32;

    private readonly WinogradPlan _plan;
    private readonly int _block;
    private readonly WinogradProducts _products;
    private readonly TileLayout[] _inputs;
    private readonly Map _output;
    private readonly (TilePhase Target, TilePhase Added)[] _outputs;
    private readonly int _lanes;
    private readonly Activation _activation;
    private readonly bool _pooled;

    /// <param name="plan">Tiles and memory.</param>
    /// <param name="filters">Transforms the filters, for a piecewise plan.</param>
    /// <param name="input">The input, with the border that the tiles reach into.</param>
    /// <param name="padding">Zero rows and columns that the first window covers.</param>
    /// <param name="output">The output, pooled or not.</param>
    /// <param name="activation">What follows the bias.</param>
    /// <param name="pooled">Whether 2 x 2 max pooling follows.</param>
    /// <param name="added">A map that may be added before the activation.</param>
    /// <param name="inputBlocks">The window whose blocks of pixels the inputs are, if they are.</param>
    /// <param name="outputBlocks">The window whose blocks of pixels the outputs are.</param>
    public WinogradKernel(
        WinogradPlan plan, WinogradFilters filters, Map input, int padding, Map output, Activation activation, bool pooled, Map added,
        DepthWindow? inputBlocks = null, DepthWindow? outputBlocks = null)
    {
        _plan = plan;
        _block = plan.BlockIn((int)(ShareOfCache * Cache.Floats));
        _lanes = Map.LanesOf(plan.Outputs);
        _products = new WinogradProducts(plan, filters, _lanes, new PointChannels(plan, plan.Inputs, inputBlocks), new PointChannels(plan, _lanes, outputBlocks, isTurned: true));
        _inputs = TileLayout.OfInputs(plan, input, padding, inputBlocks);
        _output = output;
        _outputs = [.. TilePhase.Of(output, outputBlocks).Zip(TilePhase.Of(added, outputBlocks))];
        _activation = activation;
        _pooled = pooled;
    }

    /// <param name="samples">Samples of the batch; each thread has room for <see cref="WinogradPlan.ScratchSize"/> floats.</param>
    /// <param name="x">The input map.</param>
    /// <param name="filters">Transformed filters; the filters themselves for a piecewise plan.</param>
    /// <param name="y">The output map.</param>
    /// <param name="epilogue">What follows.</param>
    public void Run(Samples samples, float* x, float* filters, float* y, WinogradEpilogue epilogue)
    {
        epilogue.Bias = epilogue.Bias is null ? _products.Zeros : epilogue.Bias;
        Job job = new()
        {
            Kernel = this,
            Samples = samples,
            X = x,
            Filters = filters,
            Y = y,
            Epilogue = epilogue,
        };
        if (samples.Count % samples.Members != 0 && samples.Count < ManySamples * samples.Members)
            CutParts(ref job);
        if (job.Cut.Chunks > 1)
        {
            samples.Run(job.Cut.Chunks, &RunParts, Unsafe.AsPointer(ref job));
            if (epilogue.Statistics is not null)
                samples.Run(samples.Count, &GatherStatistics, Unsafe.AsPointer(ref job));
        }
        else
        {
            job.Cut = CutSamples(samples);
            samples.Run(job.Cut.Chunks, &RunSamples, Unsafe.AsPointer(ref job));
        }

        _activation.ClearPadding(_output, samples.Count, y);
    }

    /// <summary>Some whole samples, with their statistics.</summary>
    private static void RunSamples(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WinogradKernel kernel = job.Kernel;
        (int first, int end) = job.Cut[chunk];
        TileRange all = TileRange.Of(kernel._plan, first, end - first);
        int blocks = all.Blocks(kernel._block), finishedRows = first * kernel._plan.TileRows;
        for (int block = 0; block < blocks; block++)
        {
            TileRange range = all.Part(block, blocks);
            kernel.Block(job, range, 0, kernel._lanes, member);
            if (job.Epilogue.Statistics is not null)
                finishedRows = kernel.AddStatistics(finishedRows, range.End / kernel._plan.TileColumns, job.Y, job.Epilogue.Statistics);
        }
    }

    /// <summary>Some blocks of tiles, or of some of the lanes where there are few tiles.</summary>
    private static void RunParts(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        WinogradKernel kernel = job.Kernel;
        TileRange all = TileRange.Of(kernel._plan, 0, job.Samples.Count);
        (int first, int end) = job.Cut[chunk];

        // With a chunk each, what follows is another thread's.
        if (job.Cut.Chunks <= job.Samples.Members)
            all = all with { Limit = all.Part((end - 1) / job.Lanes.Count, job.Blocks).End };

        for (int part = first; part < end; part++)
        {
            (int block, int group) = Math.DivRem(part, job.Lanes.Count);
            (int firstLane, int endLane) = job.Lanes[group];
            kernel.Block(job, all.Part(block, job.Blocks), firstLane, endLane, member);
        }
    }

    private static void GatherStatistics(void* state, int sample, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        int rows = job.Kernel._plan.TileRows;
        job.Kernel.AddStatistics(sample * rows, (sample + 1) * rows, job.Y, job.Epilogue.Statistics);
    }

    private long Work(int samples) => samples * _plan.TilesPerSample * _plan.Work;

    /// <summary>Chunks of whole samples with full blocks of tiles, as many for each thread.</summary>
    private Cut CutSamples(Samples samples)
    {
        int blocks = TileRange.Of(_plan, 0, samples.Count).Blocks(_block);
        return samples.Members == 1 ? new Cut(samples.Count, 1) : Cut.OfMultiplyAdds(samples.Count, Work(samples.Count)).AtMost(Multiple(blocks, samples.Members));
    }

    private void CutParts(ref Job job)
    {
        int threads = job.Samples.Members;
        job.Blocks = BlocksOf(TileRange.Of(_plan, 0, job.Samples.Count), threads);
        job.Lanes = LaneGroups(job.Blocks, threads);
        job.Cut = Cut.OfMultiplyAdds(job.Blocks * job.Lanes.Count, Work(job.Samples.Count));
    }

    /// <summary>Blocks of tiles, as many for each thread; each reads all filters, so that full blocks are not cut up where these are too many for the cache.</summary>
    private int BlocksOf(TileRange tiles, int threads)
    {
        int full = tiles.Blocks(_block);
        bool canBeSmall = _plan.FilterSize <= FiltersOfAll && tiles.Count >= threads * SmallestBlock;
        return full >= threads || canBeSmall ? Multiple(full, threads) : full;
    }

    /// <summary>Where there are fewer blocks than threads, lanes are shared out too: each group of them transforms the input for itself.</summary>
    private Parts LaneGroups(int blocks, int threads)
    {
        Parts lanes = new(_lanes, SmallestLanes);
        return lanes with { Count = Math.Min(Multiple(blocks, threads) / blocks, lanes.Most) };
    }

    /// <summary>The next multiple of the number of threads.</summary>
    private static int Multiple(int parts, int threads) => (parts + threads - 1) / threads * threads;

    private void Block(in Job job, TileRange range, int firstLane, int endLane, int member) =>
        WinogradTransforms.Choose(_plan, new BlockOfTiles(job, range, firstLane, endLane, job.Samples.Scratch(member).Pointer));

    private void Block<TTransform>(in Job job, TileRange range, int firstLane, int endLane, float* scratch)
        where TTransform : struct, IWinogradTransform
    {
        float* transformed = scratch, products = transformed + (_plan.Points * _plan.InputPlane);
        float* pixels = products + (_plan.Points * _plan.OutputPlane), piece = pixels + (_plan.Tile * _plan.Tile * Map.Vector);
        foreach (TileLayout input in _inputs)
            input.Transform<PatchTransform<TTransform>>(_plan, range, job.X, transformed);
        int step = _plan.Piecewise ? WinogradPlan.PieceLanes : endLane - firstLane;
        for (int lane = firstLane, end; lane < endLane; lane = end)
        {
            end = Math.Min(endLane, lane + step);
            float* first = products;
            if (_plan.Piecewise)
            {
                _products.MultiplyPieces(range.Count, lane, end, transformed, job.Filters, piece, products);
                first -= lane;
            }
            else
            {
                _products.Multiply(range.Count, lane, end, transformed, job.Filters, products);
            }

            foreach ((TilePhase target, TilePhase added) in _outputs)
            {
                (int, int) lanes = (Math.Max(lane - target.FirstLane, 0), Math.Min(end - target.FirstLane, target.Lanes));
                _activation.Choose(new WinogradOutput<TTransform>(
                    _plan, target, range, lanes, first + target.FirstLane, pixels, job.Y, job.Epilogue, added.Pixels, _activation.Slope, _pooled));
            }
        }
    }

    /// <summary>Adds the rows of the tiles that were finished since, and returns how many rows of tiles are.</summary>
    private int AddStatistics(int before, int tileRows, float* y, float* statistics)
    {
        for (; before < tileRows; before++)
        {
            int sample = before / _plan.TileRows, first = before % _plan.TileRows * _plan.TileHeight;
            float* row = y + _output.Origin + ((nint)sample * _output.SampleStride) + ((nint)first * _output.RowStride);
            for (int i = first; i < Math.Min(first + _plan.TileHeight, _output.Height); i++, row += _output.RowStride)
                BatchStatistics.AddRow(row, _output.Width, _output.PixelStride, _output.Lanes, sample, i * _output.Width, statistics);
        }

        return before;
    }

    private readonly struct BlockOfTiles(Job job, TileRange range, int firstLane, int endLane, float* scratch) : ITransformChoice
    {
        public void With<TTransform>()
            where TTransform : struct, IWinogradTransform => job.Kernel.Block<TTransform>(job, range, firstLane, endLane, scratch);
    }

    private struct Job
    {
        public WinogradKernel Kernel;
        public Cut Cut;
        public int Blocks;
        public Parts Lanes;
        public Samples Samples;
        public float* X;
        public float* Filters;
        public float* Y;
        public WinogradEpilogue Epilogue;
    }
}
