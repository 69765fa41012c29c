namespace CnnGen.Kernels;

/// <summary>Carries filters over pixels to filters over blocks, and their gradient back: see <see cref="DepthWindow"/>.</summary>
/// <param name="window">The window.</param>
/// <param name="outputs">Outputs of the filters.</param>
internal sealed unsafe class DepthFilters(DepthWindow window, int outputs)
{
    private readonly int _lanes = Map.LanesOf(outputs);

    /// <summary>The filters over blocks; taps that pixels lack are zero.</summary>
    public void Gather(float* weights, float* blocks)
    {
        new Span<float>(blocks, window.FilterSize(outputs)).Clear();
        for (int tap = 0; tap < window.Window.Kernel * window.Window.Kernel; tap++)
            Rows(weights, tap).CopyTo(InBlocks(blocks, tap));
    }

    /// <summary>The gradient of the filters over pixels.</summary>
    public void Scatter(float* blocks, float* weights)
    {
        for (int tap = 0; tap < window.Window.Kernel * window.Window.Kernel; tap++)
            InBlocks(blocks, tap).CopyTo(Rows(weights, tap));
    }

    /// <summary>The rows of a tap: one for each channel.</summary>
    private Span<float> Rows(float* weights, int tap) => new(weights + ((nint)tap * window.Channels * _lanes), window.Channels * _lanes);

    private Span<float> InBlocks(float* blocks, int tap)
    {
        (int row, int i) = Math.DivRem((tap / window.Window.Kernel) + window.Lead, window.Block);
        (int column, int j) = Math.DivRem((tap % window.Window.Kernel) + window.Lead, window.Block);
        int first = (((row * window.Kernel) + column) * window.BlockChannels) + window.ChannelOf(i, j);
        return new Span<float>(blocks + ((nint)first * _lanes), window.Channels * _lanes);
    }
}
