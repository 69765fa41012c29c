using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>
/// A strided window over pixels as one with stride 1 over blocks of stride x stride pixels, whose channels lie one behind the other (space to depth; Shi et
/// al. 2016 call the reverse a pixel shuffle). Taps that blocks have and the window lacks are zero.
/// </summary>
/// <param name="Window">The window over pixels, undilated.</param>
/// <param name="Channels">Channels of a pixel.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly record struct DepthWindow(Window Window, int Channels)
{
    /// <summary>Rows and columns of pixels that a block has.</summary>
    public int Block => Window.Stride;

    /// <summary>Blocks above, and left of, the one that begins with the map's first pixel: those that the first window reaches into.</summary>
    public int BlocksBefore => BlocksOf(Window.PaddingBefore);

    /// <summary>Rows and columns of blocks that a window covers.</summary>
    public int Kernel => ((Window.Kernel - 1 + Lead) / Block) + 1;

    /// <summary>
    /// Channels of a block: pixel by pixel along its first row, back along the second, and so on. So the pixels whose filters are not zero at a point of
    /// minimal filtering follow one another.
    /// </summary>
    public int BlockChannels => Channels * Block * Block;

    /// <summary>Whether a pixel's channels fill vectors, so that blocks can be read and written where the pixels lie.</summary>
    public bool IsWide => Channels % Map.Vector == 0;

    /// <summary>Zero blocks that the first window covers: where blocks are written, these are written too.</summary>
    public int BlockPadding => IsWide ? BlocksBefore : 0;

    /// <summary>Blocks that so many rows or columns of pixels take.</summary>
    public int BlocksOf(int pixels) => (pixels + Block - 1) / Block;

    /// <summary>Floats of the filters over blocks.</summary>
    public int FilterSize(int outputs) => Kernel * Kernel * BlockChannels * Map.LanesOf(outputs);

    /// <summary>The first channel of a block's pixel.</summary>
    internal int ChannelOf(int row, int column) => ((row * Block) + Turned(row, column)) * Channels;

    /// <summary>Where a column of a block's row stands among the row's channels, and which column stands at such a place: both are the same.</summary>
    internal int Turned(int row, int column) => row % 2 == 0 ? column : Block - 1 - column;

    /// <summary>
    /// The channels whose filters may be other than zero at a point of minimal filtering: the first one takes the first tap alone, the last one the last, and
    /// some pixels of a block lack these.
    /// </summary>
    /// <param name="row">The point's row.</param>
    /// <param name="column">Its column.</param>
    /// <param name="points">Points along a side.</param>
    public (int First, int End) ChannelsAt(int row, int column, int points)
    {
        int first = BlockChannels, end = 0;
        for (int i = 0; i < Block; i++)
        {
            for (int j = 0; j < Block; j++)
            {
                if (!Counts(i, row, points) || !Counts(j, column, points))
                    continue;
                first = Math.Min(first, ChannelOf(i, j));
                end = Math.Max(end, ChannelOf(i, j) + Channels);
            }
        }

        return (Math.Min(first, end), end);
    }

    /// <summary>Whether the row of a block has the taps that a row of points takes.</summary>
    private bool Counts(int row, int point, int points) =>
        (point != 0 || IsInWindow(row)) && (point != points - 1 || IsInWindow(((Kernel - 1) * Block) + row));

    private bool IsInWindow(int row) => row >= Lead && row < Lead + Window.Kernel;

    /// <summary>Rows of the first block before the window's first.</summary>
    internal int Lead => (BlocksBefore * Block) - Window.PaddingBefore;
}
