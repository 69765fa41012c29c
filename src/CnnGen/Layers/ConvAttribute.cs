namespace CnnGen;

/// <summary>
/// Convolution: <c>y[o, i, j] = bias[o] + sum over c, u, v of weight[o, c, u, v] * x[c, i * stride + u * dilation - padding, ...]</c>.
/// Output size: <c>floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1</c>.
/// </summary>
/// <param name="channels">Output channels.</param>
/// <param name="kernel">Rows and columns of a filter.</param>
/// <param name="stride">Pixels from one window to the next.</param>
/// <param name="padding">Zero rows and columns around the input, or <see cref="Padding.Same"/>.</param>
/// <param name="dilation">Pixels from one tap of a filter to the next.</param>
/// <param name="groups">Groups that channels are divided into; each output sees its own group's inputs.</param>
/// <param name="bias">Whether each output channel has a learnt offset.</param>
public sealed class ConvAttribute(
    int channels, int kernel, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true) : LayerAttribute
{
    /// <summary>Output channels.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows and columns of a filter.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Pixels from one window to the next.</summary>
    public int Stride { get; } = stride;

    /// <summary>Zero rows and columns around the input.</summary>
    public int Padding { get; } = padding;

    /// <summary>Pixels from one tap of a filter to the next.</summary>
    public int Dilation { get; } = dilation;

    /// <summary>Groups that channels are divided into.</summary>
    public int Groups { get; } = groups;

    /// <summary>Whether each output channel has a learnt offset.</summary>
    public bool Bias { get; } = bias;

    /// <summary>How the weights begin.</summary>
    public Init Init { get; set; }
}
