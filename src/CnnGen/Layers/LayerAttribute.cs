namespace CnnGen;

/// <summary>
/// A layer of a network. Layers stand in order on a class marked <see cref="CnnModelAttribute"/> (the whole network is one chain), or on its static
/// partial properties of type <c>Stage</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property, AllowMultiple = true, Inherited = false)]
public abstract class LayerAttribute : Attribute
{
    private protected LayerAttribute()
    {
    }
}
