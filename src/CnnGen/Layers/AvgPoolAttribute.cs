namespace CnnGen;

/// <summary>Average pooling: the mean of each window.</summary>
public sealed class AvgPoolAttribute : LayerAttribute
{
    /// <param name="kernel">Rows and columns of the window.</param>
    /// <param name="stride">Pixels from one window to the next; 0 for the kernel's size.</param>
    /// <param name="padding">Zero rows and columns around the input, at most half the kernel.</param>
    /// <param name="ceilMode">Whether a last window that ends outside the input counts.</param>
    /// <param name="countPadding">Whether padding counts in the mean's divisor.</param>
    public AvgPoolAttribute(int kernel, int stride = 0, int padding = 0, bool ceilMode = false, bool countPadding = true)
        : this([kernel], [stride], [padding], ceilMode, countPadding)
    {
    }

    /// <param name="kernel">Rows, then columns of the window.</param>
    /// <param name="stride">Pixels from one window to the next, down, then along; the kernel's size where 0 or not given.</param>
    /// <param name="padding">Zero rows above and below the input, then columns left and right, at most half the kernel; none if not given.</param>
    /// <param name="ceilMode">Whether a last window that ends outside the input counts.</param>
    /// <param name="countPadding">Whether padding counts in the mean's divisor.</param>
    public AvgPoolAttribute(int[] kernel, int[]? stride = null, int[]? padding = null, bool ceilMode = false, bool countPadding = true)
    {
        Kernel = kernel;
        Stride = stride ?? [0];
        Padding = padding ?? [0];
        CeilMode = ceilMode;
        CountPadding = countPadding;
    }

    /// <summary>Rows and columns of the window: one number for both, or one for each.</summary>
    public IReadOnlyList<int> Kernel { get; }

    /// <summary>Pixels from one window to the next, down and along; 0 for the kernel's size.</summary>
    public IReadOnlyList<int> Stride { get; }

    /// <summary>Zero rows and columns around the input.</summary>
    public IReadOnlyList<int> Padding { get; }

    /// <summary>Whether a last window that ends outside the input counts.</summary>
    public bool CeilMode { get; }

    /// <summary>Whether padding counts in the mean's divisor.</summary>
    public bool CountPadding { get; }
}
