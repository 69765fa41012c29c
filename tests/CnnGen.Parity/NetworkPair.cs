using static TorchSharp.torch;

namespace CnnGen.Parity;

/// <summary>One network twice: as CnnGen compiles it from a declaration, and as it is written by hand for TorchSharp.</summary>
/// <param name="Name">The declaration's name.</param>
/// <param name="Declared">Makes the model as declared.</param>
/// <param name="Written">Makes TorchSharp's module.</param>
/// <param name="Names">CnnGen's names for the module's.</param>
internal sealed record NetworkPair(string Name, Func<Model> Declared, Func<nn.Module<Tensor, Tensor>> Written, NameMap Names)
{
    /// <summary>Makes the model without its dropout layers, where the declaration has some: what training compares.</summary>
    public Func<Model> WithoutDropout { get; init; } = Declared;

    /// <summary>Channels, height and width of a sample.</summary>
    public required int[] Input { get; init; }

    /// <summary>Labels of a sample, where it is trained on classes: one, or one for each pixel of the output.</summary>
    public int LabelsPerSample { get; init; } = 1;

    /// <summary>Samples of a call and of a step.</summary>
    public int Batch { get; init; } = 2;

    /// <summary>
    /// Where the biases of norms lie: the higher, the fewer ReLU inputs are so close to 0 that rounding decides them, and the more of a
    /// norm's own gradient the next norm cancels.
    /// </summary>
    public double Lift { get; init; }

    /// <summary>Learning rate of the steps.</summary>
    public float Rate { get; init; } = 0.002f;

    /// <summary>Seed of weights and samples.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether a comparison takes seconds.</summary>
    public bool IsSmall { get; init; }
}
