namespace CnnGen.Parity;

/// <summary>What one library computed from the weights, samples and answers at hand.</summary>
/// <remarks>Tensors have the last dimension fastest, and CnnGen's names.</remarks>
internal sealed class Outcome
{
    /// <summary>Outputs in prediction mode, NCHW.</summary>
    public required float[] Scores { get; init; }

    /// <summary>The loss in training mode.</summary>
    public required float Loss { get; init; }

    /// <summary>The gradient of each parameter.</summary>
    public required Dictionary<string, float[]> Gradients { get; init; }

    /// <summary>The gradient of the samples, NCHW.</summary>
    public required float[] InputGradient { get; init; }

    /// <summary>Running means and variances after a step.</summary>
    public required Dictionary<string, float[]> Statistics { get; init; }

    /// <summary>Losses of steps one after another, each before its update.</summary>
    public required float[] Losses { get; init; }
}
