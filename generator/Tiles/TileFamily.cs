using System.Collections.Generic;

namespace CnnGen.Generator.Tiles;

/// <summary>
/// The register tiles of one vector width. A tile keeps rows x vectors accumulators in registers, beside its weight vectors and one
/// broadcast; so a width with 32 registers takes 28 accumulators, one with 16 takes 12.
/// </summary>
/// <param name="Lanes">Floats a vector.</param>
internal sealed record TileFamily(int Lanes)
{
    public string Vector => $"Vector{32 * Lanes}";

    /// <summary>Without a fused instruction on every processor of the width, the estimate falls back to multiply and add.</summary>
    public string MultiplyAdd => Lanes == 4 ? $"{Vector}.MultiplyAddEstimate" : $"{Vector}.FusedMultiplyAdd";

    /// <summary>Vectors of a tile, each with the most rows that fit the registers, narrowest first.</summary>
    /// <remarks>Depthwise tiles have the narrowest, since no weight of theirs serves more than one vector.</remarks>
    public IReadOnlyList<(int Vectors, int Rows)> Shapes => Lanes switch
    {
        16 => [(1, 14), (2, 14), (4, 6), (8, 1)],
        8 => [(1, 14), (2, 6), (4, 2), (8, 1)],
        _ => [(2, 4), (4, 2), (8, 1)],
    };
}
