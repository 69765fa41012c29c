namespace CnnGen;

/// <summary>
/// Transposed convolution, PyTorch's <c>ConvTranspose2d</c>:
/// <c>y[o, i * stride + u * dilation - padding, ...] = bias[o] + sum over c, u, v of weight[c, o, u, v] * x[c, i, j]</c>.
/// Output size: <c>(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1</c>. It turns a convolution of the same
/// arguments round, and learns an upsampling (Zeiler et al. 2010; Long et al. 2015).
/// </summary>
/// <remarks>
/// The weight is input channels x output channels of a group x kernel x kernel. Its starting values count as inputs of an output what PyTorch counts:
/// <c>channels / groups * kernel * kernel</c>.
/// </remarks>
/// <param name="channels">Output channels.</param>
/// <param name="kernel">Rows and columns of a filter.</param>
/// <param name="stride">Output pixels from one input pixel's filter to the next one's.</param>
/// <param name="padding">Rows and columns cut off around the output; some pixel must be left.</param>
/// <param name="outputPadding">
/// Rows and columns added below and right, below the greater of stride and dilation: which of the sizes that a convolution takes to the input's is meant.
/// </param>
/// <param name="dilation">Pixels from one tap of a filter to the next.</param>
/// <param name="groups">Groups that channels are divided into; each output sees its own group's inputs.</param>
/// <param name="bias">Whether each output channel has a learnt offset.</param>
public sealed class ConvTransposeAttribute(
    int channels, int kernel, int stride = 1, int padding = 0, int outputPadding = 0, int dilation = 1, int groups = 1, bool bias = true) : LayerAttribute
{
    /// <summary>Output channels.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows and columns of a filter.</summary>
    public int Kernel { get; } = kernel;

    /// <summary>Output pixels from one input pixel's filter to the next one's.</summary>
    public int Stride { get; } = stride;

    /// <summary>Rows and columns cut off around the output.</summary>
    public int Padding { get; } = padding;

    /// <summary>Rows and columns added below and right.</summary>
    public int OutputPadding { get; } = outputPadding;

    /// <summary>Pixels from one tap of a filter to the next.</summary>
    public int Dilation { get; } = dilation;

    /// <summary>Groups that channels are divided into.</summary>
    public int Groups { get; } = groups;

    /// <summary>Whether each output channel has a learnt offset.</summary>
    public bool Bias { get; } = bias;

    /// <summary>How the weights begin; <see cref="Init.Bilinear"/> needs as many output as input channels.</summary>
    public Init Init { get; set; }
}
