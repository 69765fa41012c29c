namespace CnnGen;

/// <summary>
/// Inverted dropout of whole channels (Tompson et al. 2015; PyTorch's Dropout2d): in training each channel of a sample becomes 0 at all its pixels
/// with probability <c>rate</c>, else grows by 1 / (1 - rate).
/// </summary>
/// <param name="rate">Probability that a channel is dropped, from 0 to below 1.</param>
public sealed class ChannelDropoutAttribute(double rate = 0.5) : LayerAttribute
{
    /// <summary>Probability that a channel is dropped.</summary>
    public double Rate { get; } = rate;
}
