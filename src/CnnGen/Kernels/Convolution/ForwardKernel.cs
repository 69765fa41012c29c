using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>What a forward kernel does with its sums beside storing them.</summary>
internal unsafe struct Epilogue
{
    /// <summary>One float an output lane, or null for none.</summary>
    public float* Bias;

    public TileActivation Activation;

    public float Slope;

    /// <summary>A map that is added before the activation, or null.</summary>
    public float* Added;

    /// <summary>Partial batch statistics, or null: see <see cref="BatchStatistics"/>.</summary>
    public float* Statistics;

    /// <summary>Whether what is written and added is too much to be in the cache.</summary>
    public bool IsFarOutput;
}

/// <summary>
/// Direct convolution: y[pixel][lane] = sum over runs and k of x[pixel + run + k] * w[run, k][lane], by register tiles. Each output is
/// summed in one order whatever the tile, so results depend neither on the batch nor on how rows are cut.
/// </summary>
internal sealed unsafe class ForwardKernel
{
    /// <summary>Pixels that are computed in the time that the weights take to be read.</summary>
    private const int PixelsOfARead = 4;

    /// <summary>Samples that make enough chunks without their rows being cut.</summary>
    private const int ManySamples = 16;

    /// <summary>Floats of output from which on they are not in the second-level cache.</summary>
    private const int FarFloats = 256 * 1024;

    /// <summary>Floats of output that are written lanes by lanes: a part of the second-level cache.</summary>
    private const int OutputFloats = 16 * 1024;

    private readonly Extent _extent;
    private readonly Positions _input;
    private readonly Positions _output;
    private readonly Positions _added;
    private readonly PanelRuns[] _panels;
    private readonly GroupExpansion? _expansion;
    private readonly ColumnPairs? _pairs;
    private readonly float[] _zeros;
    private readonly int _lanes;
    private readonly int _weightCount;

    /// <param name="rows">Output rows of a sample.</param>
    /// <param name="columns">Output columns of a sample.</param>
    /// <param name="input">The input pixel that each output's taps are counted from.</param>
    /// <param name="output">The output pixels.</param>
    /// <param name="taps">The taps of each output.</param>
    /// <param name="panels">The filters' panels; their packed weights follow one another.</param>
    /// <param name="keepRows">Whether rows must stay apart, for <see cref="RunRows"/>.</param>
    /// <param name="added">The pixels of a map that may be added; those of the output unless told.</param>
    public ForwardKernel(int rows, int columns, Positions input, Positions output, Taps taps, FilterPanel[] panels, bool keepRows = false, Positions? added = null)
    {
        Positions addends = added ?? output;
        _pairs = ColumnPairs.Of(columns, input, output, addends, taps, panels);
        if (_pairs is not null)
        {
            (taps, panels, columns) = (_pairs.Taps, [panels[0] with { Lanes = Map.Vector }], columns / 2);
            (input, output, addends) = (input.OfPairs, output.OfPairs, addends.OfPairs);
        }

        if (panels[0].Expanded.Exist && taps.Count > 0)
            _expansion = new GroupExpansion(panels[0], taps, input, rows, columns);
        (_extent, _input, _output) = _expansion is null
            ? Extent.Merge(rows, columns, input, output, keepRows || taps.LeaveMap(rows) || !addends.IsGapless(columns))
            : (new Extent(rows, columns, SamplesAreColumns: false), input, output);
        _added = _extent.SamplesAreColumns ? addends.AcrossSamples : addends;
        _panels = new PanelRuns[panels.Length];
        for (int i = 0; i < panels.Length; i++)
        {
            Runs runs = _expansion is not null ? new Runs(_expansion.Offsets, 1)
                : panels[i].OfGroups ? new Runs(taps.Offsets, panels[i].Inputs) : Runs.Join(taps.Offsets, panels[i].Inputs);
            _panels[i] = new PanelRuns(panels[i], runs, RunsOfRows(taps, runs.Offsets.Length), _weightCount);
            _weightCount += taps.Count * panels[i].Inputs * panels[i].Lanes;
            _lanes = panels[i].FirstLane + panels[i].Lanes;
        }

        _zeros = GC.AllocateArray<float>(_lanes, pinned: true);
    }

    /// <summary>Floats of weights that the kernel reads.</summary>
    public int WeightCount => _weightCount;

    /// <summary>Brings packed filters into the order that the kernel reads, in place.</summary>
    public void Arrange(float* packed) => _pairs?.Widen(packed);

    /// <summary>Computes some rows of one sample into <paramref name="y"/>, which holds no others.</summary>
    public void RunRows(int sample, int firstRow, int rows, float* x, float* weights, float* y, in Epilogue epilogue)
    {
        float* pair = stackalloc float[Map.Vector], first = x + _input.Origin + (sample * _input.SampleStep) + (firstRow * _input.RowStep);
        Rows((firstRow, firstRow + rows), _extent.Columns, 0, _lanes, default, first, weights, Bias(epilogue, pair), y, null, null, epilogue);
    }

    /// <param name="samples">Samples of the batch.</param>
    /// <param name="x">The input map.</param>
    /// <param name="weights">The packed weights.</param>
    /// <param name="y">The output map.</param>
    /// <param name="epilogue">What is done with the sums.</param>
    /// <param name="following">Weights of another kernel, about as many, that the caller reads after these, or null where they are in the cache.</param>
    public void Run(Samples samples, float* x, float* weights, float* y, in Epilogue epilogue, float* following = null)
    {
        int columns = _extent.SamplesAreColumns ? samples : _extent.Columns;
        int outerSamples = _extent.SamplesAreColumns ? 1 : samples;
        Job job = new() { Kernel = this, Samples = samples, X = x, Weights = weights, Y = y, Epilogue = epilogue, Following = following };
        job.Epilogue.IsFarOutput = (long)outerSamples * _extent.Rows * columns * _lanes > FarFloats && !_extent.SamplesAreColumns;
        if (epilogue.Statistics is null || outerSamples >= ManySamples)
        {
            job.Grid = Grid(outerSamples, columns, wholeSamples: epilogue.Statistics is not null);
            samples.Run(job.Grid.Chunks, &Chunk, Unsafe.AsPointer(ref job));
            return;
        }

        // Statistics follow the rows of a sample in order, so that few samples would make few chunks: they come in a pass of their own.
        job.Epilogue.Statistics = null;
        job.Grid = Grid(outerSamples, columns, wholeSamples: false);
        samples.Run(job.Grid.Chunks, &Chunk, Unsafe.AsPointer(ref job));
        EachRow.Run(samples.As(outerSamples), 1, (long)_extent.Rows * columns * _lanes, _lanes, new StatisticsKernel(this, columns, y, epilogue.Statistics));
    }

    private static void Chunk(void* state, int chunk, int member)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        job.Kernel.Run(job, job.Grid[chunk], PanelOrder.Of(job.Grid, chunk, member, job.Following), job.Samples.Scratch(member).Pointer);
    }

    /// <summary>How the output is cut: along samples and rows first, along lanes first where the weights of all would not stay in the cache or inputs are expanded.</summary>
    private OutputGrid Grid(int samples, int columns, bool wholeSamples)
    {
        int chunks = Cut.OfMultiplyAdds(int.MaxValue, Math.Max((long)samples * _extent.Rows * columns, PixelsOfARead) * _weightCount).Chunks;
        bool onePanel = _panels.Length == 1;
        OutputGrid most = new(new Parts(onePanel ? _lanes : _panels.Length), new Parts(samples), new Parts(_extent.Rows), new Parts(columns));
        if (chunks == 1 || wholeSamples)
            return most.Cut(1, Math.Min(chunks, samples), 1, 1);
        TileCut tile = TileSet.For(_lanes).Cut(columns, _panels[0].Panel.Lanes, _panels[0].Panel.OfGroups);
        most = most with { Lanes = most.Lanes with { Step = onePanel ? tile.Lanes : 1 }, Columns = most.Columns with { Step = tile.Rows } };
        int lanes = _weightCount > FilterBank.FloatsInCache || _expansion is not null ? Math.Min(chunks, most.Lanes.Most) : 1;
        int sampleParts = Share(chunks, lanes, most.Samples.Most);
        int rows = Share(chunks, lanes * sampleParts, most.Rows.Most);
        int columnParts = Share(chunks, lanes * sampleParts * rows, most.Columns.Most);
        lanes *= lanes > 1 ? 1 : Share(chunks, sampleParts * rows * columnParts, most.Lanes.Most);
        return most.Cut(lanes, sampleParts, rows, columnParts);
    }

    /// <summary>Parts that make up <paramref name="wanted"/> chunks, where there are <paramref name="present"/> already, of at most so many.</summary>
    private static int Share(int wanted, int present, int most) => Math.Min((wanted + present - 1) / present, most);

    private void Run(in Job job, in OutputBlock block, PanelOrder order, float* scratch)
    {
        float* pair = stackalloc float[Map.Vector], bias = Bias(job.Epilogue, pair);
        (int firstLane, int endLane) = _panels.Length == 1 ? block.Lanes : (FirstLane(block.Lanes.First), FirstLane(block.Lanes.End));
        (int firstRow, int endRow) = block.Rows;
        int columns = block.Columns.End - block.Columns.First;
        (int step, int width) = _expansion is not null ? (_expansion.RowsAtATime, columns)
            : _weightCount <= FilterBank.FloatsInCache && order.Following.IsNull ? (1, ColumnsAtATime(columns)) : (endRow - firstRow, columns);
        for (int sample = block.Samples.First; sample < block.Samples.End; sample++)
        {
            float* xs = job.X + _input.Origin + (sample * _input.SampleStep) + (block.Columns.First * _input.ColumnStep);
            float* ys = job.Y + _output.Origin + (sample * _output.SampleStep) + (block.Columns.First * _output.ColumnStep);
            float* adds = job.Epilogue.Added is null ? null : job.Epilogue.Added + _added.Origin + (sample * _added.SampleStep) + (block.Columns.First * _added.ColumnStep);
            for (int row = firstRow; row < endRow; row += step)
            {
                int end = Math.Min(row + step, endRow);
                for (int column = 0; column < columns; column += width)
                {
                    float* x = xs + (row * _input.RowStep) + (column * _input.ColumnStep), y = ys + (row * _output.RowStep) + (column * _output.ColumnStep);
                    float* added = adds is null ? null : adds + (row * _added.RowStep) + (column * _added.ColumnStep);
                    Rows((row, end), Math.Min(width, columns - column), firstLane, endLane, order, x, job.Weights, bias, y, added, scratch, job.Epilogue);
                }

                for (int done = row; done < end && job.Epilogue.Statistics is not null; done++)
                    AddRow(sample, done, columns, ys, job.Epilogue.Statistics);
            }
        }
    }

    /// <summary>Columns that go through all lanes before the next do, so that a long row's output is written as it lies and not some lanes at a time.</summary>
    private int ColumnsAtATime(int columns)
    {
        int rows = TileSet.For(_lanes).Cut(columns, _panels[0].Panel.Lanes, _panels[0].Panel.OfGroups).Rows;
        return Math.Max(1, OutputFloats / _lanes / rows) * rows;
    }

    private int FirstLane(int panel) => panel < _panels.Length ? _panels[panel].Panel.FirstLane : _lanes;

    private void AddRow(int sample, int row, int columns, float* first, float* statistics)
    {
        int paired = _pairs is null ? 1 : 2, pixels = paired * columns;
        BatchStatistics.AddRow(first + (row * _output.RowStep), pixels, (int)_output.ColumnStep / paired, _lanes / paired, sample, row * pixels, statistics);
    }

    private float* Bias(in Epilogue epilogue, float* pair)
    {
        if (epilogue.Bias is null)
            return (float*)Unsafe.AsPointer(ref _zeros[0]);
        return _pairs is null ? epilogue.Bias : ColumnPairs.Twice(epilogue.Bias, pair);
    }

    /// <summary>For each output row the runs, from the first to before the end, that hold a tap inside the map: the rest would add zeros.</summary>
    private (int First, int End)[] RunsOfRows(Taps taps, int runs)
    {
        var rows = new (int First, int End)[_extent.Rows];
        for (int row = 0; row < rows.Length; row++)
        {
            (int first, int end) = taps.Inside(row);
            rows[row] = taps.Count == 0 ? default : (first * runs / taps.Count, ((end * runs) + taps.Count - 1) / taps.Count);
        }

        return rows;
    }

    /// <summary>Some rows, columns and lanes; <paramref name="x"/>, <paramref name="y"/> and <paramref name="added"/> are those of the first row and column.</summary>
    private void Rows((int First, int End) rows, int columns, int firstLane, int endLane, PanelOrder order, float* x, float* weights, float* bias, float* y, float* added, float* scratch, in Epilogue epilogue)
    {
        TileSet tiles = TileSet.For(_lanes);
        (nint Output, nint Added) ahead = Ahead(columns, epilogue);
        nint rowStep = _expansion?.RowStep ?? _input.RowStep;
        for (int i = 0; i < _panels.Length; i++)
        {
            int number = order.Step < 0 ? _panels.Length - 1 - i : i;
            ref readonly PanelRuns panel = ref _panels[number];
            fixed (int* taps = panel.Runs.Offsets)
            {
                ForwardTile tile = new()
                {
                    GroupWidth = tiles.GroupWidth(panel.Panel),
                    RunLength = panel.Runs.Length,
                    PixelStep = _expansion?.ColumnStep ?? _input.ColumnStep,
                    WeightStride = panel.Panel.Lanes,
                    OutputStep = _output.ColumnStep,
                    AddedStep = _added.ColumnStep,
                    Activation = epilogue.Activation,
                    Slope = epilogue.Slope,
                };
                float* xp = x + panel.Panel.FirstInput;
                int start = Math.Max(0, firstLane - panel.Panel.FirstLane), end = Math.Min(panel.Panel.Lanes, endLane - panel.Panel.FirstLane);
                if (start >= end)
                    continue;
                NextWeights next = NextOf(order, number, weights, (rows.End - rows.First) * tiles.Cut(columns, end - start, panel.Panel.OfGroups).TilesOf(columns, end - start));
                for (int lane = start; lane < end;)
                {
                    TileCut cut = tiles.Cut(columns, end - lane, panel.Panel.OfGroups);
                    float* xl = _expansion is not null ? scratch : panel.Panel.OfGroups ? xp + lane : xp, w = weights + panel.WeightOffset + lane;
                    int outputLane = panel.Panel.FirstLane + lane, expanded = 0;
                    for (int row = rows.First; row < rows.End; row++)
                    {
                        (int first, int last) = panel.Rows[row];
                        tile.Taps = taps + first;
                        tile.TapCount = last - first;
                        float* wr = w + (first * tile.RunLength * tile.WeightStride);
                        int done = row - rows.First;
                        expanded = _expansion?.Run(x, lane, done + 1, columns, scratch, expanded) ?? 0;
                        tile.Added = added is null ? null : added + (done * _added.RowStep) + outputLane;
                        Columns(tiles, cut, columns, xl + (done * rowStep), wr, bias + outputLane, y + (done * _output.RowStep) + outputLane, ahead, &tile, ref next);
                    }

                    lane += cut.Lanes;
                }
            }
        }
    }

    /// <summary>Floats to what is written and added after the columns at hand, which is asked for with each tile; 0 for none.</summary>
    private (nint Output, nint Added) Ahead(int columns, in Epilogue epilogue)
    {
        if (!epilogue.IsFarOutput)
            return default;
        (nint output, nint added) = columns < _extent.Columns
            ? (columns * _output.ColumnStep, columns * _added.ColumnStep)
            : (_output.RowStep, _added.RowStep);
        return (output, epilogue.Added is null ? 0 : added);
    }

    /// <summary>One row by tiles that share its columns evenly: those of the first have one more where they do not divide.</summary>
    private static void Columns(TileSet tiles, TileCut cut, int columns, float* x, float* w, float* bias, float* y, (nint Output, nint Added) ahead, ForwardTile* tile, ref NextWeights next)
    {
        int count = cut.TilesOf(columns);
        (int rows, int larger) = Math.DivRem(columns, count);
        for (int i = 0; i < count; i++)
        {
            int size = i < larger ? rows + 1 : rows;
            next.Ask(tile);
            if (ahead.Output != 0)
                Prefetch.Pixels(y + ahead.Output, tile->OutputStep, Map.Vector, size, cut.Vectors);
            if (ahead.Added != 0)
                Prefetch.Pixels(tile->Added + ahead.Added, tile->AddedStep, Map.Vector, size, cut.Vectors);
            tiles.Forward(size, cut.Vectors, tile->GroupWidth)(x, w, bias, y, tile);
            x += size * tile->PixelStep;
            y += size * tile->OutputStep;
            tile->Added += tile->Added is null ? 0 : size * tile->AddedStep;
        }
    }

    /// <summary>What a chunk's tiles ask for of the panel that its member takes next, or of what follows all of them: nothing if all weights are in the cache.</summary>
    private NextWeights NextOf(PanelOrder order, int panel, float* weights, int tiles)
    {
        ref readonly PanelRuns present = ref _panels[panel];
        int next = panel + order.Step;
        bool isLast = order.Step == 0 || next < 0 || next >= _panels.Length;
        if (_weightCount <= FilterBank.FloatsInCache)
            return isLast && _weightCount > 0 && !order.Following.IsNull ? new NextWeights(order.Following.Pointer, _weightCount, present.WeightRows, tiles) : default;
        (int first, int end) = isLast ? default : new Parts(_panels[next].WeightCount, Count: order.Parts)[order.Part];
        float* nextWeights = isLast ? null : weights + _panels[next].WeightOffset + first;
        return NextWeights.Of(weights + present.WeightOffset, present.Panel.Lanes, present.WeightRows, tiles, order.Parts, nextWeights, end - first);
    }

    private readonly record struct PanelRuns(FilterPanel Panel, Runs Runs, (int First, int End)[] Rows, int WeightOffset)
    {
        public int WeightRows => Runs.Offsets.Length * Runs.Length;

        public int WeightCount => WeightRows * Panel.Lanes;
    }

    private struct Job
    {
        public ForwardKernel Kernel;
        public OutputGrid Grid;
        public Samples Samples;
        public float* X;
        public float* Weights;
        public float* Y;
        public Epilogue Epilogue;
        public float* Following;
    }

    private readonly struct StatisticsKernel(ForwardKernel kernel, int columns, float* y, float* statistics) : IRowKernel
    {
        /// <summary>A whole sample.</summary>
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            for (row = 0; row < kernel._extent.Rows; row++)
                kernel.AddRow(sample, row, columns, y + kernel._output.Origin + (sample * kernel._output.SampleStep), statistics);
        }
    }
}
