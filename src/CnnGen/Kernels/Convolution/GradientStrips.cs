using CnnGen.Kernels.Tiles;

namespace CnnGen.Kernels;

/// <summary>Neighbouring rows of dw and some lanes of them, cut into tiles along the rows.</summary>
/// <param name="Input">Floats from an output's own input pixel to the first row's input.</param>
/// <param name="Gradient">First lane of dy.</param>
/// <param name="Weights">Floats from the start of dw.</param>
/// <param name="WeightStride">Floats from one row of dw to the next.</param>
/// <param name="Rows">Number of rows; in groups of taps, each of which has a row for every channel of a group.</param>
/// <param name="Cut">The tiles.</param>
/// <param name="EndTile">Tiles up to the end of this strip.</param>
/// <param name="GroupWidth">Channels of the groups that share the lanes; 0 where all lanes see the same inputs.</param>
/// <param name="InputStep">Floats from one row's input to the next; in groups from one tap to the next.</param>
internal readonly record struct GradientStrip(
    int Input, int Gradient, nint Weights, nint WeightStride, int Rows, TileCut Cut, int EndTile, int GroupWidth = 0, int InputStep = 1)
{
    /// <summary>Floats of dw from one row to the next; in groups from one tap to the next.</summary>
    public nint WeightStep => WeightStride * Math.Max(1, GroupWidth);
}

/// <summary>Cuts a gradient of filters into strips, panel by panel. Packed panels follow one another; a single one is the parameter itself.</summary>
internal sealed class GradientStrips
{
    private readonly TileSet _tiles;
    private readonly GroupExpansion? _expansion;
    private readonly List<GradientStrip> _strips = [];

    private GradientStrips(int lanes, GroupExpansion? expansion) => (_tiles, _expansion) = (TileSet.For(lanes), expansion);

    private int EndTile => _strips.Count == 0 ? 0 : _strips[^1].EndTile;

    /// <param name="taps">The taps of each output.</param>
    /// <param name="bank">The filters.</param>
    /// <param name="expansion">What expands their inputs, for the lanes of one tile at a time; null if nothing does.</param>
    public static GradientStrip[] Of(Taps taps, FilterBank bank, GroupExpansion? expansion)
    {
        GradientStrips strips = new(bank.Lanes, expansion);
        nint weights = 0;
        foreach (FilterPanel panel in bank.GradientPanels)
        {
            if (strips._tiles.GroupWidth(panel) is > 0 and int width)
                strips.AddTaps(panel, expansion?.Offsets ?? taps.Offsets, width);
            else if (panel.OfGroups)
                strips.AddGroups(panel, taps.Offsets);
            else if (bank.ChannelMajor && bank.Taps > 1)
                strips.AddRuns(panel, new Runs(taps.Offsets, panel.Inputs), bank.TapStride, bank.ChannelStride, weights);
            else
                strips.AddPacked(panel, Runs.Join(taps.Offsets, panel.Inputs), weights);
            weights += taps.Count * panel.Inputs * panel.Lanes;
        }

        return [.. strips._strips];
    }

    /// <summary>Adds a panel whose rows follow one another.</summary>
    private void AddPacked(FilterPanel panel, Runs runs, nint weights) => AddRuns(panel, runs, runs.Length * panel.Lanes, panel.Lanes, weights);

    /// <summary>Adds a panel's strips, lanes by lanes, run by run.</summary>
    /// <param name="panel">The panel.</param>
    /// <param name="runs">Runs of inputs that lie next to one another.</param>
    /// <param name="runStep">Floats of dw from one run's rows to the next run's.</param>
    /// <param name="rowStep">Floats from one row of dw to the next.</param>
    /// <param name="weights">Floats from the start of dw to the panel's first row.</param>
    private void AddRuns(FilterPanel panel, Runs runs, int runStep, int rowStep, nint weights)
    {
        for (int lane = 0; lane < panel.Lanes;)
        {
            TileCut cut = _tiles.Cut(runs.Length, panel.Lanes - lane);
            for (int run = 0; run < runs.Offsets.Length; run++)
            {
                _strips.Add(new GradientStrip(
                    Input: panel.FirstInput + runs.Offsets[run],
                    Gradient: panel.FirstLane + lane,
                    Weights: weights + ((nint)run * runStep) + lane,
                    WeightStride: rowStep,
                    Rows: runs.Length,
                    Cut: cut,
                    EndTile: EndTile + cut.TilesOf(runs.Length)));
            }

            lane += cut.Lanes;
        }
    }

    /// <summary>Adds strips of groups that fill tiles, each over its own inputs.</summary>
    private void AddGroups(FilterPanel panel, int[] taps)
    {
        int width = panel.Inputs;
        for (int lane = 0; lane < panel.Lanes; lane += width)
            AddRuns(new FilterPanel(lane, width, lane, width), new Runs(taps, width), width * panel.Lanes, panel.Lanes, weights: lane);
    }

    /// <summary>Adds strips of taps that lie equally far apart, of groups that share the lanes.</summary>
    private void AddTaps(FilterPanel panel, int[] taps, int width)
    {
        for (int lane = 0; lane < panel.Lanes;)
        {
            TileCut cut = default;
            for (int first = 0, end; first < taps.Length; first = end)
            {
                int step = first + 1 < taps.Length ? taps[first + 1] - taps[first] : 0;
                for (end = first + 1; end < taps.Length && taps[end] - taps[end - 1] == step;)
                    end++;
                cut = _tiles.CutTaps(end - first, width);
                _strips.Add(new GradientStrip(
                    Input: taps[first] + (_expansion is null ? lane : 0),
                    Gradient: lane,
                    Weights: ((nint)first * width * panel.Lanes) + lane,
                    WeightStride: panel.Lanes,
                    Rows: end - first,
                    Cut: cut,
                    EndTile: EndTile + cut.TilesOf(end - first),
                    GroupWidth: width,
                    InputStep: step));
            }

            lane += cut.Lanes;
        }
    }
}
