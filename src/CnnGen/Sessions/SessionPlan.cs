using System.ComponentModel;
using CnnGen.Kernels;

namespace CnnGen.Sessions;

/// <summary>The memory plan of a kind of session, as the generator made it. An arena holds the fixed part, then each map's samples.</summary>
/// <param name="fixedSize">Floats that do not depend on the batch: packed weights, statistics.</param>
/// <param name="sampleSize">Floats for each sample of the capacity.</param>
/// <param name="input">Layout of the input map.</param>
/// <param name="inputOffset">Its place, in floats for each sample.</param>
/// <param name="output">Layout of the output map.</param>
/// <param name="outputOffset">Its place, in floats for each sample.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SessionPlan(int fixedSize, int sampleSize, Map input, int inputOffset, Map output, int outputOffset)
{
    /// <summary>The label that does not count unless a loss names another: PyTorch's.</summary>
    internal const int Unlabelled = -100;

    /// <summary>Samples that a predictor takes through the network at a time, so that their maps stay in the cache.</summary>
    public int Group { get; init; } = 1;

    /// <summary>Fewest samples of a training step: 2 where a batch normalisation sees one value a channel and sample.</summary>
    public int MinimumSamples { get; init; } = 1;

    /// <summary>Label of the pixels that do not count in the loss; training of one output by labels only.</summary>
    public int IgnoredLabel { get; init; } = Unlabelled;

    /// <summary>The outputs in the order of their answers, where there are several; training only.</summary>
    public TrainedOutput[] Outputs { get; init; } = [];

    /// <summary>Floats that each thread has to itself within a step.</summary>
    public int Scratch { get; init; }

    /// <summary>Mean of each input channel, or empty.</summary>
    public float[] Mean { get; init; } = [];

    /// <summary>Deviation of each input channel, or empty.</summary>
    public float[] Deviation { get; init; } = [];

    /// <summary>Layout and place of the gradient with respect to the input; training only.</summary>
    public Map InputGradient { get; init; }

    /// <summary>Its place, in floats for each sample.</summary>
    public int InputGradientOffset { get; init; }

    internal int FixedSize => fixedSize;

    internal int SampleSize => sampleSize;

    internal Map Input => input;

    internal int InputOffset => inputOffset;

    internal Map Output => output;

    internal int OutputOffset => outputOffset;

    internal int InputCount => input.Channels * input.Pixels;

    internal int OutputCount => output.Channels * output.Pixels;

    /// <summary>All outputs that labels or targets are given for.</summary>
    internal TrainedOutput[] Trained => Outputs.Length > 0 ? Outputs : [new TrainedOutput("", output.Channels, output.Height, output.Width, IgnoredLabel)];
}
