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
    public int BlocksBefore => (Window.PaddingBefore + Block - 1) / Block;

    /// <summary>Rows and columns of blocks that a window covers.</summary>
    public int Kernel => ((Window.Kernel - 1 + Lead) / Block) + 1;

    /// <summary>Channels of a block: row by row of its pixels.</summary>
    public int BlockChannels => Channels * Block * Block;

    /// <summary>Floats of the filters over blocks.</summary>
    public int FilterSize(int outputs) => Kernel * Kernel * BlockChannels * Map.LanesOf(outputs);

    /// <summary>Rows of the first block before the window's first.</summary>
    internal int Lead => (BlocksBefore * Block) - Window.PaddingBefore;
}
