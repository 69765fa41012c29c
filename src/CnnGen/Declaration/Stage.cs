namespace CnnGen;

/// <summary>What a named stage of a network is: a static partial property of this type, with layer attributes, declares one.</summary>
/// <param name="model">The model's name.</param>
/// <param name="name">The property's name.</param>
/// <param name="channels">Channels of the output.</param>
/// <param name="height">Rows of the output.</param>
/// <param name="width">Columns of the output.</param>
/// <param name="receptiveField">Rows or columns of the input image that one output pixel sees, whichever are more.</param>
/// <param name="multiplyAdds">Multiply-accumulates of the stage for one sample.</param>
public sealed class Stage(string model, string name, int channels, int height, int width, int receptiveField, long multiplyAdds)
{
    /// <summary>Stands for the model's input where a stage is named.</summary>
    public const string Input = "Input";

    /// <summary>The property's name.</summary>
    public string Name { get; } = name;

    /// <summary>Channels of the output.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows of the output.</summary>
    public int Height { get; } = height;

    /// <summary>Columns of the output.</summary>
    public int Width { get; } = width;

    /// <summary>Rows or columns of the input image that one output pixel sees, whichever are more.</summary>
    public int ReceptiveField { get; } = receptiveField;

    /// <summary>Multiply-accumulates of the stage for one sample.</summary>
    public long MultiplyAdds { get; } = multiplyAdds;

    internal string Model { get; } = model;

    /// <inheritdoc/>
    public override string ToString() => $"{Model}.{Name}: {Channels} x {Height} x {Width}";
}
