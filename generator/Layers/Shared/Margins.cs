namespace CnnGen.Generator.Layers.Shared;

/// <summary>Rows and columns around a map.</summary>
internal readonly record struct Margins(int Top, int Bottom, int Left, int Right)
{
    public bool AreEmpty => (Top | Bottom | Left | Right) == 0;

    /// <summary>The arguments of a layer that takes one number for all sides, or one for each.</summary>
    public static Margins Of(LayerContext layer)
    {
        if (!layer.Has("all"))
            return new Margins(layer.AtLeast("top", 0), layer.AtLeast("bottom", 0), layer.AtLeast("left", 0), layer.AtLeast("right", 0));
        int all = layer.AtLeast("all", 0);
        return new Margins(all, all, all, all);
    }

    public override string ToString() =>
        Top == Bottom && Top == Left && Top == Right ? $"{Top} on each side" : $"{Top} above, {Bottom} below, {Left} left, {Right} right";
}
