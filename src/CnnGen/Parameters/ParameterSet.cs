using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using CnnGen.Kernels;
using CnnGen.Sessions;

namespace CnnGen.Parameters;

/// <summary>Named tensors over one block of floats: a model's weights, or their gradients.</summary>
public sealed unsafe class ParameterSet
{
    private readonly float[] _memory;
    private readonly int _start;
    private readonly ParameterInfo[] _infos;

    internal ParameterSet(ParameterInfo[] infos, int size)
    {
        _infos = infos;
        Size = size;
        _memory = MemorySource.Current.TakePinned(size, out _start);
    }

    /// <summary>The tensors' names and shapes, in the order of files.</summary>
    public IReadOnlyList<ParameterInfo> Infos => _infos;

    /// <summary>Number of elements of all tensors.</summary>
    public long Count => _infos.Sum(info => (long)info.Count);

    internal int Size { get; }

    /// <summary>Every float of the block, padding included.</summary>
    internal Span<float> Block => _memory.AsSpan(_start, Size);

    /// <summary>The pinned block's address.</summary>
    internal Address Address => new((float*)Unsafe.AsPointer(ref _memory[_start]));

    /// <summary>A tensor by name, in PyTorch's logical shape, over the memory that the kernels use.</summary>
    /// <exception cref="KeyNotFoundException">No tensor has this name.</exception>
    public TensorSpan<float> this[string name] => Span(Find(name));

    /// <summary>A copy of a tensor's elements, the last dimension fastest.</summary>
    /// <exception cref="KeyNotFoundException">No tensor has this name.</exception>
    public float[] ToArray(string name)
    {
        ParameterInfo info = Find(name);
        float[] values = new float[info.Count];
        int i = 0;
        foreach (int run in info.Runs())
        {
            for (int n = 0; n < info.RunLength; n++)
                values[i++] = _memory[_start + run + (n * info.RunStep)];
        }

        return values;
    }

    /// <summary>Overwrites a tensor from elements with the last dimension fastest.</summary>
    /// <exception cref="KeyNotFoundException">No tensor has this name.</exception>
    /// <exception cref="ArgumentException">The count does not fit.</exception>
    public void Set(string name, ReadOnlySpan<float> values)
    {
        ParameterInfo info = Find(name);
        if (values.Length != info.Count)
            throw new ArgumentException($"'{name}' has {info.Count} elements ({string.Join(" x ", info.Shape)}); {values.Length} were given.", nameof(values));
        int i = 0;
        foreach (int run in info.Runs())
        {
            for (int n = 0; n < info.RunLength; n++)
                _memory[_start + run + (n * info.RunStep)] = values[i++];
        }
    }

    internal void Initialize(int seed)
    {
        for (int parameter = 0; parameter < _infos.Length; parameter++)
        {
            ParameterInfo info = _infos[parameter];
            int element = 0;
            foreach (int run in info.Runs())
            {
                for (int n = 0; n < info.RunLength; n++)
                    _memory[_start + run + (n * info.RunStep)] = info.Initializer.At(seed, parameter, element++);
            }
        }
    }

    private TensorSpan<float> Span(ParameterInfo info)
    {
        int rank = info.Shape.Count;
        Span<nint> lengths = stackalloc nint[rank], strides = stackalloc nint[rank];
        for (int i = 0; i < rank; i++)
        {
            lengths[i] = info.Shape[i];
            strides[i] = info.Shape[i] == 1 ? 0 : info.Strides[i];
        }

        return new TensorSpan<float>(_memory, _start + info.Offset, lengths, strides);
    }

    private ParameterInfo Find(string name)
    {
        foreach (ParameterInfo info in _infos)
        {
            if (info.Name == name)
                return info;
        }

        throw new KeyNotFoundException($"There is no parameter '{name}'. There are: {string.Join(", ", _infos.Select(info => info.Name))}.");
    }
}
