using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// The places in their windows that won a max pooling, one for each output lane of a sample without a border: a byte each where bytes number the
/// window's places, a float each where it has more.
/// </summary>
internal readonly unsafe struct Winners(Address start, RectangularWindow window)
{
    private readonly bool _asBytes = window.FitsBytes;

    /// <summary>Whether nobody asks for the winners.</summary>
    public bool AreUnasked => start.IsNull;

    /// <summary>The first of them, where they are bytes.</summary>
    public byte* Bytes => (byte*)start.Pointer;

    /// <summary>The places numbered from <paramref name="index"/> on, one for each lane of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Load<TSimd, TVector>(nint index)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => _asBytes ? TSimd.LoadBytes(Bytes + index) : TSimd.Load(start.Pointer + index);

    /// <summary>Writes such places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store<TSimd, TVector>(TVector places, nint index)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        if (_asBytes)
            TSimd.StoreBytes(places, Bytes + index);
        else
            TSimd.Store(places, start.Pointer + index);
    }
}
