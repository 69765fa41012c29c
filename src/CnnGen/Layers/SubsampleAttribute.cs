namespace CnnGen;

/// <summary>
/// The shortcut without parameters of a residual network (He et al. 2016, option A): every stride-th pixel from the top left on, and channels of zeros
/// appended at the end: C x H x W becomes channels x ceil(H / stride) x ceil(W / stride).
/// </summary>
/// <param name="stride">Pixels from one that stays to the next.</param>
/// <param name="channels">Output channels, at least the input's.</param>
public sealed class SubsampleAttribute(int stride, int channels) : LayerAttribute
{
    /// <summary>Pixels from one that stays to the next.</summary>
    public int Stride { get; } = stride;

    /// <summary>Output channels.</summary>
    public int Channels { get; } = channels;
}
