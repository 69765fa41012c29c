using System.ComponentModel;

namespace CnnGen.Kernels;

/// <summary>The address of floats in an arena or a parameter block: lets emitted code name memory without unsafe code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Address
{
    internal Address(float* pointer) => Pointer = pointer;

    internal float* Pointer { get; }

    internal bool IsNull => Pointer is null;

    /// <summary>The address of the float <paramref name="floats"/> further on.</summary>
    public static Address operator +(Address address, nint floats) => new(address.Pointer + floats);

    /// <summary>The same as the operator <c>+</c>.</summary>
    public Address Add(nint floats) => this + floats;
}
