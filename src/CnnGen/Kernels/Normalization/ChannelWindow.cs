using System;

namespace CnnGen.Kernels;

/// <summary>
/// The window of a normalisation across channels, centred on each as PyTorch does: an even one reaches one further down than up. Channels that do not
/// exist count as zeros, which kernels keep in a margin around the lanes of each pixel of a block; neighbours share it.
/// </summary>
/// <param name="Size">Channels of the window.</param>
/// <param name="Channels">Channels of the map.</param>
public readonly record struct ChannelWindow(int Size, int Channels)
{
    private const int BlockFloats = 2048;

    /// <summary>Channels below the centre, as far as any exist.</summary>
    public int Below => Math.Min(Size / 2, Channels - 1);

    /// <summary>Channels above the centre, as far as any exist.</summary>
    public int Above => Math.Min((Size - 1) / 2, Channels - 1);

    /// <summary>Floats of zeros before, between and behind the pixels of a block.</summary>
    public int Margin => Map.RoundUp(Math.Max(Below, Above));

    /// <summary>Floats from one pixel of a block to the next.</summary>
    public int PixelStride => Map.LanesOf(Channels) + Margin;

    /// <summary>The window's mirror image: from a channel to those whose windows it lies in.</summary>
    internal (int Below, int Above) Mirrored => (Above, Below);

    /// <summary>
    /// Pixels of a block: a quarter of a first-level cache, and so many that its first ones have left the queue of stores when its last one enters.
    /// </summary>
    public int BlockPixels => Math.Max(1, BlockFloats / PixelStride);

    /// <summary>Floats of a block of pixels.</summary>
    public int BlockSize => Margin + (BlockPixels * PixelStride);
}
