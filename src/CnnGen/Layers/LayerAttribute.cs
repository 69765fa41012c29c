namespace CnnGen;

/// <summary>
/// A layer of a network. Layers stand in order on a class marked <see cref="CnnModelAttribute"/> (the whole network is one chain), or on its static
/// partial properties of type <c>Stage</c>, or on a block: an <see cref="IBlock"/> or its properties.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    private protected LayerAttribute()
    {
    }
}
