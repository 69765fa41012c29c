namespace CnnGen;

/// <summary>
/// Local response normalisation across channels (Krizhevsky, Sutskever and Hinton 2012):
/// <c>y[c] = x[c] / (k + alpha / size * sum of x[j]^2)^beta</c>, where j runs from <c>c - size / 2</c> to <c>c + (size - 1) / 2</c> and channels that
/// do not exist count as zeros. The shape stays.
/// </summary>
/// <param name="size">Channels of the window, at least 1; an even window reaches one further down than up.</param>
/// <param name="alpha">Weight of the mean square, at least 0.</param>
/// <param name="beta">Power of the denominator, from 0 to below 16. A value with few binary digits, such as 0.75 or 0.5, is much the fastest.</param>
/// <param name="k">The denominator of a window of zeros; above 0, so that zeros stay zeros.</param>
public sealed class LocalResponseNormAttribute(int size, double alpha = 1e-4, double beta = 0.75, double k = 1.0) : LayerAttribute
{
    /// <summary>Channels of the window.</summary>
    public int Size { get; } = size;

    /// <summary>Weight of the mean square.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>Power of the denominator.</summary>
    public double Beta { get; } = beta;

    /// <summary>The denominator of a window of zeros.</summary>
    public double K { get; } = k;
}
