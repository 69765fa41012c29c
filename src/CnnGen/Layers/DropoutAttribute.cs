namespace CnnGen;

/// <summary>Inverted dropout (Srivastava et al. 2014): in training each element becomes 0 with probability <c>rate</c>, else grows by 1 / (1 - rate).</summary>
/// <param name="rate">Probability that an element is dropped, from 0 to below 1.</param>
public sealed class DropoutAttribute(double rate = 0.5) : LayerAttribute
{
    /// <summary>Probability that an element is dropped.</summary>
    public double Rate { get; } = rate;
}
