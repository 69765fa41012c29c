using System.Runtime.InteropServices;
using CnnGen.Kernels;

namespace CnnGen.Sessions;

/// <summary>Where the memory of models and sessions comes from. Tests put a source of their own in its place, whose memory shows who strays from his own.</summary>
internal unsafe class MemorySource
{
    /// <summary>Bytes that every block is aligned to.</summary>
    protected const int Alignment = Map.Vector * sizeof(float);

    private static readonly MemorySource System = new();

    [ThreadStatic]
    private static MemorySource? Substitute;

    /// <summary>The source of what this thread creates.</summary>
    public static MemorySource Current
    {
        get => Substitute ?? System;
        set => Substitute = value;
    }

    /// <summary>Takes a block for an arena, zeroed and touched.</summary>
    public virtual void* Take(long bytes)
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)bytes, (nuint)(bytes < HugePages.Size ? Alignment : HugePages.Size));
        HugePages.Ask(memory, bytes);
        NativeMemory.Clear(memory, (nuint)bytes);
        return memory;
    }

    /// <summary>Gives a block back.</summary>
    public virtual void Return(void* memory, long bytes) => NativeMemory.AlignedFree(memory);

    /// <summary>Takes a pinned array of zeros for parameters, whose element at <paramref name="start"/> is aligned.</summary>
    public virtual float[] TakePinned(int floats, out int start)
    {
        float[] memory = GC.AllocateUninitializedArray<float>(floats + Map.Vector, pinned: true);
        nint first = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0), misalignment = first % Alignment;
        HugePages.Ask((void*)first, (long)memory.Length * sizeof(float));
        Array.Clear(memory);
        start = misalignment == 0 ? 0 : Map.Vector - (int)(misalignment / sizeof(float));
        return memory;
    }
}
