using CnnGen.Kernels;

namespace CnnGen.Sessions;

/// <summary>All memory of a session: one aligned block outside the collected heap, zeroed and touched when it is made.</summary>
internal sealed unsafe class Arena : IDisposable
{
    private readonly MemorySource _source = MemorySource.Current;
    private readonly long _bytes;
    private void* _memory;

    public Arena(long floats)
    {
        _bytes = checked(Math.Max(floats, 1) * sizeof(float));
        _memory = _source.Take(_bytes);
        GC.AddMemoryPressure(_bytes);
    }

    ~Arena() => Free();

    public bool IsDisposed => _memory is null;

    public long Bytes => _bytes;

    public Address Start => new((float*)_memory);

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_memory is null)
            return;
        _source.Return(_memory, _bytes);
        _memory = null;
        GC.RemoveMemoryPressure(_bytes);
    }
}
