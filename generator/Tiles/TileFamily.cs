using System;
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
    /// <remarks>Tiles of groups have the narrowest, since no input of theirs serves more than one vector.</remarks>
    public IReadOnlyList<(int Vectors, int Rows)> Shapes => Lanes switch
    {
        16 => [(1, 14), (2, 14), (4, 6), (8, 1)],
        8 => [(1, 14), (2, 6), (4, 2), (8, 1)],
        _ => [(2, 4), (4, 2), (8, 1)],
    };

    /// <summary>Channels of groups that share the lanes of a gradient tile, each with the most taps that fit the registers.</summary>
    /// <remarks>Beside the accumulators, one for each tap, channel and vector, stand the lanes that a permutation takes, one for each channel.</remarks>
    public IReadOnlyList<(int Width, int Taps)> GroupShapes
    {
        get
        {
            (int vectors, int rows) = Shapes[0];
            List<(int, int)> shapes = [(1, rows)];
            for (int width = 2; width < vectors * Lanes; width *= 2)
                shapes.Add((width, Math.Min(rows, (Registers - width - vectors - 2) / vectors) / width));
            return shapes;
        }
    }

    /// <summary>Names for each lane another one.</summary>
    public string LaneNumbers => Lanes == 4 ? $"{Vector}<byte>" : $"{Vector}<int>";

    private int Registers => Lanes == 16 ? 32 : 16;
}
