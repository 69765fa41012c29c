namespace CnnGen.Kernels;

/// <summary>A map as tiles see it, or every few pixels of one: the phase of a stride that some of a block's channels lie in.</summary>
/// <param name="Pixels">Its pixels.</param>
/// <param name="Height">Their rows.</param>
/// <param name="Width">Their columns.</param>
/// <param name="Lanes">Lanes of a pixel.</param>
/// <param name="FirstLane">The first lane of these among all phases'.</param>
internal readonly record struct TilePhase(Positions Pixels, int Height, int Width, int Lanes, int FirstLane = 0)
{
    /// <summary>A whole map.</summary>
    public static TilePhase Of(Map map) => new(Positions.Of(map), map.Height, map.Width, map.Lanes);

    /// <summary>A whole map, or the phases of a stride, whose blocks begin with the map's first pixel.</summary>
    public static TilePhase[] Of(Map map, DepthWindow? window)
    {
        if (window is not { } blocks)
            return [Of(map)];
        List<TilePhase> phases = [];
        for (int i = 0; i < blocks.Block; i++)
        {
            for (int j = 0; j < blocks.Block; j++)
            {
                Positions pixels = Positions.Of(map).Every(blocks.Block, i, j);
                phases.Add(new TilePhase(pixels, blocks.BlocksOf(map.Height - i), blocks.BlocksOf(map.Width - j), map.Lanes, blocks.ChannelOf(i, j)));
            }
        }

        return [.. phases];
    }

    /// <summary>The same pixels from another one on, whose lanes are some behind these.</summary>
    public TilePhase From(int row, int column, int lanes) => this with { Pixels = Pixels.Every(1, row, column), FirstLane = FirstLane + lanes };
}

/// <summary>The channels that count at each point of a plan: all of them, or those whose filters are not zero.</summary>
/// <param name="plan">The plan.</param>
/// <param name="channels">All channels.</param>
/// <param name="window">The window whose blocks these are, if they are.</param>
/// <param name="isTurned">Whether filters are turned round, and with them their first and last taps.</param>
internal sealed class PointChannels(WinogradPlan plan, int channels, DepthWindow? window, bool isTurned = false)
{
    private readonly (int First, int End)[] _ranges = [.. Enumerable.Range(0, plan.Points)
        .Select(point => isTurned ? plan.Points - 1 - point : point)
        .Select(point => window?.ChannelsAt(point / plan.Patch, point % plan.Patch, plan.Patch) ?? (0, channels))];

    public (int First, int End) this[int point] => _ranges[point];
}
