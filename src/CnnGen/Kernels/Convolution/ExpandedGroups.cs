namespace CnnGen.Kernels;

/// <summary>
/// Groups whose inputs are expanded: a pixel has a copy for each input of a group, in which the lane of an output holds that input of the output's own group. So
/// taps become <see cref="Inputs"/> times as many, those of a depthwise convolution, and the parameter's rows are their weights as they lie.
/// </summary>
/// <param name="Count">Number of groups; 0 where inputs are read as they lie.</param>
/// <param name="Inputs">Inputs of a group.</param>
/// <param name="Outputs">Outputs of a group.</param>
public readonly record struct ExpandedGroups(int Count, int Inputs, int Outputs)
{
    /// <summary>Multiply-adds that take as long as a vector's expansion, and as its reading, since it comes from the second-level cache.</summary>
    internal const int Cost = 10;

    /// <summary>Floats of expanded pixels that stay in the second-level cache, while their taps and what is written pass through the first.</summary>
    private const int FloatsInCache = 32 * 1024;

    /// <summary>Whether there are any.</summary>
    public bool Exist => Count > 0;

    /// <summary>The input that an output's lane holds in copy <paramref name="copy"/>, or -1 past the last output.</summary>
    public int InputOf(int lane, int copy) => lane < Count * Outputs ? (lane / Outputs * Inputs) + copy : -1;

    /// <summary>Rows of outputs whose inputs are expanded at a time, at least one.</summary>
    /// <param name="rows">Rows of a sample.</param>
    /// <param name="rowPixels">Input pixels from one row to the next.</param>
    /// <param name="span">Input pixels that a row sees, from the first to the last as they lie.</param>
    public int RowsAtATime(int rows, int rowPixels, int span) => Math.Min(rows, 1 + (Math.Max(0, (FloatsInCache / PixelSize) - span) / rowPixels));

    /// <summary>Floats that each thread needs for a convolution of <paramref name="input"/>, or its filters' gradient.</summary>
    public int ScratchSize(Map input, Window window)
    {
        int rowPixels = input.RowStride / input.PixelStride, taps = (window.Extent - 1) * (rowPixels + 1);
        int rows = window.OutputSize(input.Height), columns = window.OutputSize(input.Width);
        return ScratchSize(rows, window.Stride * rowPixels, ((columns - 1) * window.Stride) + taps + 1);
    }

    /// <summary>Floats that each thread needs for the convolution turned round, from <paramref name="source"/> to <paramref name="target"/>.</summary>
    public int TurnedScratchSize(Map source, Map target, Window window)
    {
        int rowPixels = source.RowStride / source.PixelStride, taps = (window.Extent - 1) / window.Stride * (rowPixels + 1);
        int rows = ((target.Height - 1) / window.Stride) + 1, columns = ((target.Width - 1) / window.Stride) + 1;
        return ScratchSize(rows, rowPixels, columns + taps);
    }

    /// <summary>Floats of an expanded pixel of the widest vectors.</summary>
    private int PixelSize => Inputs * Map.Vector;

    private int ScratchSize(int rows, int rowPixels, int span) => Exist
        ? Math.Min(((rows - 1) * rowPixels) + span, Math.Max(FloatsInCache / PixelSize, span)) * PixelSize
        : 0;
}
