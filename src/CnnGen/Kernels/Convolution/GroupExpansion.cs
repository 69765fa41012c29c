using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;
using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>
/// Expands the inputs of narrow groups for the lanes of a tile: expanded[pixel][copy][lane] = x[pixel][input of the lane's group that the copy is of], and zero past
/// the last output. Pixels are numbered as they lie in the map, border included.
/// </summary>
internal sealed unsafe class GroupExpansion
{
    /// <summary>Sources that one pass joins.</summary>
    private const int SourcesAtOnce = 2;

    /// <summary>Pixels that stay in the nearest cache while their copies are made one after the other.</summary>
    private const int PixelsAtATime = 32;

    private readonly ExpandedGroups _groups;
    private readonly int _inputLanes;
    private readonly int _tileLanes;
    private readonly nint _pixelStep;
    private readonly int _firstTap;
    private readonly int _tapSpan;
    private readonly int _rowPixels;
    private readonly int _columnPixels;
    private readonly int _passes;
    private readonly int[] _starts;
    private readonly int[] _lanes;

    /// <param name="panel">The groups.</param>
    /// <param name="taps">The taps of each output.</param>
    /// <param name="input">The input pixel that each output's taps are counted from.</param>
    /// <param name="rows">Output rows of a sample.</param>
    /// <param name="columns">Output columns of a sample.</param>
    public GroupExpansion(FilterPanel panel, Taps taps, Positions input, int rows, int columns)
    {
        _groups = panel.Expanded;
        _inputLanes = Map.LanesOf(_groups.Count * _groups.Inputs);
        _tileLanes = TileSet.For(panel.Lanes).Narrowest;
        _pixelStep = input.ColumnStep / taps.Stride;
        _rowPixels = (int)(input.RowStep / _pixelStep);
        _columnPixels = taps.Stride;
        int[] pixels = Array.ConvertAll(taps.Offsets, offset => (int)(offset / _pixelStep));
        _firstTap = pixels.Min();
        _tapSpan = pixels.Max() - _firstTap + 1;
        RowsAtATime = _groups.RowsAtATime(rows, _rowPixels, ((columns - 1) * _columnPixels) + _tapSpan);
        Offsets = [.. from pixel in pixels from copy in Enumerable.Range(0, _groups.Inputs) select (((pixel - _firstTap) * _groups.Inputs) + copy) * _tileLanes];
        (_starts, _lanes, _passes) = Sources(panel.Lanes, Width.LanesOf(_inputLanes | _tileLanes));
    }

    /// <summary>Output rows that there is room for.</summary>
    public int RowsAtATime { get; }

    /// <summary>Expanded floats from an output's first tap to each tap and copy, in the order of the weights.</summary>
    public int[] Offsets { get; }

    /// <summary>Expanded floats from one output row to the next.</summary>
    public nint RowStep => _rowPixels * ColumnStep / _columnPixels;

    /// <summary>Expanded floats from one output column to the next.</summary>
    public nint ColumnStep => (nint)_columnPixels * _groups.Inputs * _tileLanes;

    /// <summary>Expands for the lanes of one tile what some output rows and columns see.</summary>
    /// <param name="x">The input pixel of the first output.</param>
    /// <param name="lane">First lane of the tile.</param>
    /// <param name="rows">Output rows.</param>
    /// <param name="columns">Output columns.</param>
    /// <param name="expanded">Where the first tap of the first output goes.</param>
    /// <param name="first">Pixels from there on that are expanded already.</param>
    /// <returns>Pixels that are now.</returns>
    public int Run(float* x, int lane, int rows, int columns, float* expanded, int first = 0)
    {
        int end = ((rows - 1) * _rowPixels) + ((columns - 1) * _columnPixels) + _tapSpan;
        Width.Run(_inputLanes | _tileLanes, new Kernel(this, x + (_firstTap * _pixelStep), lane, first, end, expanded));
        return end;
    }

    /// <summary>For each vector of lanes and each copy the first lanes of the inputs' vectors that it is put together from, as many for all, and which lane takes which.</summary>
    private (int[] Starts, int[] Lanes, int Passes) Sources(int lanes, int vector)
    {
        List<List<int>> own = [];
        for (int lane = 0; lane < lanes; lane += vector)
        {
            for (int copy = 0; copy < _groups.Inputs; copy++)
            {
                List<int> whole = Starts(lane, vector, copy, step: vector), any = Starts(lane, vector, copy, step: 1);
                own.Add(whole.Count <= Math.Max(SourcesAtOnce, any.Count) ? whole : any);
            }
        }

        int passes = (own.Max(row => row.Count) + SourcesAtOnce - 1) / SourcesAtOnce;
        int[] starts = new int[own.Count * passes * SourcesAtOnce], numbers = GC.AllocateArray<int>(starts.Length * 2 * vector, pinned: true);
        for (int i = 0; i < starts.Length; i++)
        {
            (int row, int number) = Math.DivRem(i, passes * SourcesAtOnce);
            (int block, int copy) = Math.DivRem(row, _groups.Inputs);
            if (number >= own[row].Count)
                continue;
            starts[i] = own[row][number];
            for (int lane = 0; lane < vector; lane++)
            {
                int offset = _groups.InputOf((block * vector) + lane, copy) - starts[i];
                bool takes = offset >= 0 && offset < vector;
                numbers[(2 * i * vector) + lane] = takes ? offset : 0;
                numbers[(((2 * i) + 1) * vector) + lane] = takes ? -1 : 0;
            }
        }

        return (starts, numbers, passes);
    }

    /// <summary>The inputs' vectors that hold what a vector of lanes takes: from multiples of a step on.</summary>
    private List<int> Starts(int lane, int vector, int copy, int step)
    {
        List<int> starts = [];
        for (int i = lane; i < lane + vector; i++)
        {
            if (_groups.InputOf(i, copy) is >= 0 and int input && (starts.Count == 0 || input >= starts[^1] + vector))
                starts.Add(Math.Min(input / step * step, _inputLanes - vector));
        }

        return starts;
    }

    private readonly struct Kernel(GroupExpansion expansion, float* x, int firstLane, int firstPixel, int endPixel, float* expanded) : IWidthKernel
    {
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            int inputs = expansion._groups.Inputs, tileLanes = expansion._tileLanes;
            for (int pixel = firstPixel; pixel < endPixel; pixel += PixelsAtATime)
            {
                int count = Math.Min(PixelsAtATime, endPixel - pixel);
                float* from = x + (pixel * expansion._pixelStep), to = expanded + ((nint)pixel * inputs * tileLanes);
                for (int lane = 0; lane < tileLanes; lane += TSimd.Count)
                {
                    int row = (firstLane + lane) / TSimd.Count * inputs;
                    for (int copy = 0; copy < inputs; copy++)
                        Copy<TSimd, TVector>(row + copy, from, to + (copy * tileLanes) + lane, count);
                }
            }
        }

        /// <summary>Puts together one vector of each pixel.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Copy<TSimd, TVector>(int row, float* from, float* to, int count)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            nint step = expansion._pixelStep, targetStep = (nint)expansion._groups.Inputs * expansion._tileLanes;
            for (int pass = 0; pass < expansion._passes; pass++)
            {
                int number = ((row * expansion._passes) + pass) * SourcesAtOnce;
                float* lanes = (float*)Unsafe.AsPointer(ref expansion._lanes[2 * number * TSimd.Count]);
                TVector lanes1 = TSimd.Load(lanes), takes1 = TSimd.Load(lanes + TSimd.Count);
                TVector lanes2 = TSimd.Load(lanes + (2 * TSimd.Count)), takes2 = TSimd.Load(lanes + (3 * TSimd.Count));
                float* x1 = from + expansion._starts[number], x2 = from + expansion._starts[number + 1], target = to;
                for (int i = 0; i < count; i++, x1 += step, x2 += step, target += targetStep)
                {
                    TVector y = pass == 0 ? TSimd.Zero : TSimd.Load(target);
                    y = TSimd.Select(takes1, TSimd.Permute(TSimd.Load(x1), lanes1), y);
                    TSimd.Store(TSimd.Select(takes2, TSimd.Permute(TSimd.Load(x2), lanes2), y), target);
                }
            }
        }
    }
}
