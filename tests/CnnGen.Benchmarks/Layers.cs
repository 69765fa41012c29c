using CnnGen.Kernels;

namespace CnnGen.Benchmarks;

/// <summary>What a peer needs to know of a layer. Parameters go by name; windows pad alike on all sides.</summary>
internal abstract record Layer;

internal sealed record ConvLayer(string Weight, string? Bias, Window Window, int Groups) : Layer;

/// <summary>Transposed convolution; the weight has input channels first.</summary>
internal sealed record ConvTransposeLayer(string Weight, string? Bias, Window Window, int OutputPadding, int Groups) : Layer;

/// <summary>Linear layer of the flattened input, with a weight of outputs x inputs.</summary>
internal sealed record LinearLayer(string Weight, string? Bias) : Layer;

internal sealed record BatchNormLayer(string Weight, string Bias, string Mean, string Variance, double Momentum, double Epsilon) : Layer;

internal sealed record ReluLayer : Layer;

internal sealed record MaxPoolLayer(Window Window, bool CeilMode) : Layer;

/// <summary>Reads a map, and behind it the max pooling whose winners it asks for.</summary>
internal sealed record MaxUnpoolLayer(Window Window) : Layer;

/// <summary>Average over windows that neither overlap nor pad.</summary>
internal sealed record AvgPoolLayer(int Size) : Layer;

internal sealed record GlobalAvgPoolLayer : Layer;

internal sealed record AddLayer : Layer;

internal sealed record ConcatLayer : Layer;

/// <summary>Dropout of elements, or of whole channels.</summary>
internal sealed record DropoutLayer(double Rate, bool WholeChannels) : Layer;

/// <summary>A layer in its network.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Shape">Shape of what it makes of a sample.</param>
/// <param name="Inputs">Indexes of the steps that it reads, or <see cref="NetworkGraph.Images"/>.</param>
internal sealed record Step(Layer Layer, ImageShape Shape, IReadOnlyList<int> Inputs);

/// <summary>The layers of a network in an order that they can run in; the last makes the scores.</summary>
internal sealed record NetworkGraph(ImageShape Input, IReadOnlyList<Step> Steps)
{
    /// <summary>Stands for the network's input among steps' indexes.</summary>
    public const int Images = -1;

    /// <summary>Shape of a sample's scores.</summary>
    public ImageShape Scores => Steps[^1].Shape;

    public bool HasDropout => Steps.Any(step => step.Layer is DropoutLayer { Rate: > 0 });

    /// <summary>Lengths of a tensor of scores: a linear layer leaves rows and columns behind.</summary>
    public long[] ScoreLengths(int batch) =>
        Steps[^1].Layer is LinearLayer ? [batch, Scores.Channels] : [batch, Scores.Channels, Scores.Height, Scores.Width];

    /// <summary>How many steps read a step.</summary>
    public int Readers(int index) => Steps.Sum(step => step.Inputs.Count(input => input == index));

    /// <summary>Whether an unpooling asks a max pooling for its winners.</summary>
    public bool NeedsWinners(int index) => Steps.Any(step => step.Layer is MaxUnpoolLayer && step.Inputs[1] == index);
}
