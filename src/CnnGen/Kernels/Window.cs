namespace CnnGen.Kernels;

/// <summary>
/// The sliding window of a convolution or pooling, down the rows and along the columns alike, or along one of them: kernel, stride, dilation, zero
/// padding before (above or left) and after (below or right).
/// </summary>
/// <param name="Kernel">Rows, and columns, of the kernel.</param>
/// <param name="Stride">Pixels from one window to the next.</param>
/// <param name="PaddingBefore">Rows above, and columns left of, the map that the first window may cover.</param>
/// <param name="PaddingAfter">Rows below, and columns right of, the map that the last window may cover.</param>
/// <param name="Dilation">Pixels from one tap of the kernel to the next.</param>
public readonly record struct Window(int Kernel, int Stride = 1, int PaddingBefore = 0, int PaddingAfter = 0, int Dilation = 1)
{
    /// <summary>Pixels from the first tap to the last, both counted: <c>dilation * (kernel - 1) + 1</c>.</summary>
    public int Extent => (Dilation * (Kernel - 1)) + 1;

    /// <summary>Whether each pixel lies in exactly one window of a map that the windows divide evenly.</summary>
    public bool Partitions => Kernel == Stride && PaddingBefore == 0 && PaddingAfter == 0 && Dilation == 1;

    /// <summary>Windows along a side of <paramref name="size"/> pixels: <c>floor((size + padding - extent) / stride) + 1</c>.</summary>
    /// <param name="size">Rows or columns of the input.</param>
    /// <param name="ceilMode">
    /// Whether a last window that begins inside the input or its leading padding counts although it ends outside, as in PyTorch.
    /// </param>
    public int OutputSize(int size, bool ceilMode = false)
    {
        int span = size + PaddingBefore + PaddingAfter - Extent;
        if (span < 0)
            return 0;
        int count = ((span + (ceilMode ? Stride - 1 : 0)) / Stride) + 1;
        return ceilMode && (count - 1) * Stride >= size + PaddingBefore ? count - 1 : count;
    }

    /// <summary>Zero rows needed after a side of <paramref name="size"/> pixels for <paramref name="windows"/> windows.</summary>
    public int BorderAfter(int size, int windows) => Math.Max(0, ((windows - 1) * Stride) + Extent - PaddingBefore - size);

    /// <summary>
    /// The border that the output's gradient needs so that the input's gradient is a convolution of it: for each input pixel u and tap k
    /// with <c>u + padding - k * dilation = stride * t</c>, the t that lie before 0 and from <paramref name="windows"/> on.
    /// </summary>
    public (int Before, int After) GradientBorder(int size, int windows)
    {
        int first = PaddingBefore - (Dilation * (Kernel - 1));
        int before = first >= 0 ? 0 : (-first) / Stride;
        int last = (size - 1 + PaddingBefore) / Stride;
        return (before, Math.Max(0, last - windows + 1));
    }
}
