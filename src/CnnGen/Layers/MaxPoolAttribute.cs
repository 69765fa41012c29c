namespace CnnGen;

/// <summary>Max pooling: the greatest value of each window. Padding never wins.</summary>
public sealed class MaxPoolAttribute : LayerAttribute
{
    /// <param name="kernel">Rows and columns of the window.</param>
    /// <param name="stride">Pixels from one window to the next; 0 for the kernel's size.</param>
    /// <param name="padding">Rows and columns around the input, at most half the kernel.</param>
    /// <param name="ceilMode">Whether a last window that ends outside the input counts.</param>
    public MaxPoolAttribute(int kernel, int stride = 0, int padding = 0, bool ceilMode = false)
        : this([kernel], [stride], [padding], ceilMode)
    {
    }

    /// <param name="kernel">Rows, then columns of the window.</param>
    /// <param name="stride">Pixels from one window to the next, down, then along; the kernel's size where 0 or not given.</param>
    /// <param name="padding">Rows above and below the input, then columns left and right, at most half the kernel; none if not given.</param>
    /// <param name="ceilMode">Whether a last window that ends outside the input counts.</param>
    public MaxPoolAttribute(int[] kernel, int[]? stride = null, int[]? padding = null, bool ceilMode = false)
    {
        Kernel = kernel;
        Stride = stride ?? [0];
        Padding = padding ?? [0];
        CeilMode = ceilMode;
    }

    /// <summary>Rows and columns of the window: one number for both, or one for each.</summary>
    public IReadOnlyList<int> Kernel { get; }

    /// <summary>Pixels from one window to the next, down and along; 0 for the kernel's size.</summary>
    public IReadOnlyList<int> Stride { get; }

    /// <summary>Rows and columns around the input.</summary>
    public IReadOnlyList<int> Padding { get; }

    /// <summary>Whether a last window that ends outside the input counts.</summary>
    public bool CeilMode { get; }
}
