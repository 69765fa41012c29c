namespace CnnGen;

/// <summary>How a layer's weights begin.</summary>
public enum Init
{
    /// <summary>
    /// <see cref="HeUniform"/>, but <see cref="InverseRoot"/> for the last layer with weights: its outputs are scores, and scores that start small
    /// start near the loss of a guess.
    /// </summary>
    Default,

    /// <summary>Uniform with <c>bound = sqrt(6 / fanIn)</c> (He et al. 2015).</summary>
    HeUniform,

    /// <summary>Uniform with <c>bound = sqrt(6 / (fanIn + fanOut))</c> (Glorot and Bengio 2010).</summary>
    GlorotUniform,

    /// <summary>Uniform with <c>bound = 1 / sqrt(fanIn)</c>, PyTorch's default for its layers.</summary>
    InverseRoot,

    /// <summary>
    /// For <see cref="ConvTransposeAttribute"/> with as many output as input channels: each channel is upsampled to itself by the bilinear kernel
    /// (Long et al. 2015), which training may then improve on.
    /// </summary>
    Bilinear,
}
