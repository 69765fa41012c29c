namespace CnnGen.Parameters;

/// <summary>One named tensor of a model: its logical shape in PyTorch's order, and how that lies in the model's block.</summary>
/// <param name="name">Name in files and look-ups, such as <c>conv1.weight</c>.</param>
/// <param name="offset">First float in the block.</param>
/// <param name="shape">Lengths: OIHW for convolutions, out x in for linear layers, channels for biases and norms.</param>
/// <param name="strides">Floats from one element to the next along each dimension of <paramref name="shape"/>.</param>
/// <param name="initializer">Starting values.</param>
public sealed class ParameterInfo(string name, int offset, int[] shape, int[] strides, Initializer initializer)
{
    private readonly Dimension[] _runs = Join(shape, strides);

    /// <summary>Name in files and look-ups.</summary>
    public string Name { get; } = name;

    /// <summary>Lengths of the dimensions, as PyTorch has them.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>Number of elements.</summary>
    public int Count { get; } = shape.Aggregate(1, (product, length) => product * length);

    internal int Offset { get; } = offset;

    internal int[] Strides { get; } = strides;

    internal Initializer Initializer { get; } = initializer;

    /// <summary>Elements of a run.</summary>
    internal int RunLength => _runs[^1].Length;

    /// <summary>Floats of the block from one element of a run to the next.</summary>
    internal int RunStep => _runs[^1].Stride;

    /// <summary>
    /// Where runs begin in the block. The elements of one run after the other are those of the tensor in the order of <see cref="Shape"/>, the last
    /// dimension fastest.
    /// </summary>
    internal IEnumerable<int> Runs()
    {
        int[] index = new int[_runs.Length - 1];
        int place = Offset;
        for (int run = Count / RunLength; run > 0; run--)
        {
            yield return place;
            for (int d = index.Length - 1; d >= 0; d--)
            {
                place += _runs[d].Stride;
                if (++index[d] < _runs[d].Length)
                    break;
                place -= index[d] * _runs[d].Stride;
                index[d] = 0;
            }
        }
    }

    /// <summary>The tensor's dimensions, those that are walked with one stride joined: a kernel's rows and columns, say.</summary>
    private static Dimension[] Join(int[] shape, int[] strides)
    {
        List<Dimension> joined = [];
        for (int d = 0; d < shape.Length; d++)
        {
            if (shape[d] == 1)
                continue;
            Dimension next = new(shape[d], strides[d]);
            if (joined.Count > 0 && joined[^1].Stride == next.Stride * next.Length)
            {
                next = next with { Length = next.Length * joined[^1].Length };
                joined.RemoveAt(joined.Count - 1);
            }

            joined.Add(next);
        }

        return joined.Count > 0 ? [.. joined] : [new Dimension(1, 1)];
    }

    private readonly record struct Dimension(int Length, int Stride);
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
