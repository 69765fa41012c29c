using System;

namespace CnnGen.Kernels;

/// <summary>
/// The window of a normalisation across channels, centred on each as PyTorch does: an even one reaches one further down than up. Channels that do not
/// exist count as zeros, which kernels keep in a margin around the lanes of each pixel of a row; neighbours share it.
/// </summary>
/// <param name="Size">Channels of the window.</param>
/// <param name="Channels">Channels of the map.</param>
public readonly record struct ChannelWindow(int Size, int Channels)
{
    /// <summary>Channels below the centre, as far as any exist.</summary>
    public int Below => Math.Min(Size / 2, Channels - 1);

    /// <summary>Channels above the centre, as far as any exist.</summary>
    public int Above => Math.Min((Size - 1) / 2, Channels - 1);

    /// <summary>Floats of zeros before, between and behind the pixels of a row.</summary>
    public int Margin => Map.RoundUp(Math.Max(Below, Above));

    /// <summary>Floats from one pixel of a row to the next.</summary>
    public int PixelStride => Map.LanesOf(Channels) + Margin;

    /// <summary>The window's mirror image: from a channel to those whose windows it lies in.</summary>
    internal (int Below, int Above) Mirrored => (Above, Below);

    /// <summary>Floats of a row of pixels.</summary>
    public int RowSize(int width) => Margin + (width * PixelStride);
}
