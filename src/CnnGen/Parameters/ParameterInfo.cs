namespace CnnGen.Parameters;

/// <summary>One named tensor of a model: its logical shape in PyTorch's order, and how that lies in the model's block.</summary>
/// <param name="name">Name in files and look-ups, such as <c>conv1.weight</c>.</param>
/// <param name="offset">First float in the block.</param>
/// <param name="shape">Lengths: OIHW for convolutions, out x in for linear layers, channels for biases and norms.</param>
/// <param name="strides">Floats from one element to the next along each dimension of <paramref name="shape"/>.</param>
/// <param name="initializer">Starting values.</param>
public sealed class ParameterInfo(string name, int offset, int[] shape, int[] strides, Initializer initializer)
{
    /// <summary>Name in files and look-ups.</summary>
    public string Name { get; } = name;

    /// <summary>Lengths of the dimensions, as PyTorch has them.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>Number of elements.</summary>
    public int Count { get; } = shape.Aggregate(1, (product, length) => product * length);

    internal int Offset { get; } = offset;

    internal int[] Strides { get; } = strides;

    internal Initializer Initializer { get; } = initializer;

    /// <summary>The elements' places in the block, in the order of <see cref="Shape"/> with the last dimension fastest.</summary>
    internal IEnumerable<int> Places()
    {
        int[] index = new int[Shape.Count];
        int place = Offset;
        for (int i = 0; i < Count; i++)
        {
            yield return place;
            for (int d = index.Length - 1; d >= 0; d--)
            {
                place += Strides[d];
                if (++index[d] < Shape[d])
                    break;
                place -= index[d] * Strides[d];
                index[d] = 0;
            }
        }
    }
}

/// <summary>All tensors of a model: those that training changes first, then running statistics.</summary>
/// <param name="trainable">Floats that an optimizer updates.</param>
/// <param name="total">Floats in all.</param>
/// <param name="parameters">The tensors in file order.</param>
public sealed class ParameterLayout(int trainable, int total, ParameterInfo[] parameters)
{
    internal int Trainable { get; } = trainable;

    internal int Total { get; } = total;

    internal ParameterInfo[] Parameters { get; } = parameters;
}
