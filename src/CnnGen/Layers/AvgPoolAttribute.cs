namespace CnnGen;

/// <summary>Average pooling: the mean of each window.</summary>
/// <param name="kernel">Rows and columns of the window.</param>
/// <param name="stride">Pixels from one window to the next; 0 for the kernel's size.</param>
/// <param name="padding">Zero rows and columns around the input, at most half the kernel.</param>
/// <param name="ceilMode">Whether a last window that ends outside the input counts.</param>
/// <param name="countPadding">Whether padding counts in the mean's divisor.</param>
public sealed class AvgPoolAttribute(int kernel, int stride = 0, int padding = 0, bool ceilMode = false, bool countPadding = true) : LayerAttribute
{
    /// <summary>Rows and columns of the window.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Pixels from one window to the next; 0 for the kernel's size.</summary>
    public int Stride { get; } = stride;

    /// <summary>Zero rows and columns around the input.</summary>
    public int Padding { get; } = padding;

    /// <summary>Whether a last window that ends outside the input counts.</summary>
    public bool CeilMode { get; } = ceilMode;

    /// <summary>Whether padding counts in the mean's divisor.</summary>
    public bool CountPadding { get; } = countPadding;
}
