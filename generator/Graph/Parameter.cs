namespace CnnGen.Generator.Graph;

/// <summary>A named tensor of the model.</summary>
/// <param name="Name">Name in files, such as <c>conv1.weight</c>.</param>
/// <param name="Identifier">Name of its offset in emitted code.</param>
/// <param name="Shape">Logical lengths, as PyTorch has them.</param>
/// <param name="Strides">Floats between elements along each.</param>
/// <param name="Size">Floats in the block, padding included.</param>
/// <param name="Initializer">C# that makes its initializer.</param>
/// <param name="Trainable">Whether an optimizer updates it.</param>
internal sealed record Parameter(string Name, string Identifier, int[] Shape, int[] Strides, int Size, string Initializer, bool Trainable)
{
    /// <summary>First float in the model's block, set once all parameters are known.</summary>
    public int Offset { get; set; }

    /// <summary>Number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (int length in Shape)
                count *= length;
            return count;
        }
    }
}
