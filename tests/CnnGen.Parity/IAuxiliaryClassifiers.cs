using static TorchSharp.torch;

namespace CnnGen.Parity;

/// <summary>A module whose training has the losses of classifiers on the way beside that of its output.</summary>
internal interface IAuxiliaryClassifiers
{
    /// <summary>The weight of each one's loss beside 1 for the output's (Szegedy et al. 2014).</summary>
    const double Weight = 0.3;

    /// <summary>Their scores of the last call in training; none in prediction.</summary>
    IReadOnlyList<Tensor> Scores { get; }
}
