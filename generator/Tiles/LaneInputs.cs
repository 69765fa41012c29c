namespace CnnGen.Generator.Tiles;

/// <summary>What the lanes of a tile see of a pixel at one row of weights.</summary>
internal enum LaneInputs
{
    /// <summary>One channel for all.</summary>
    Shared,

    /// <summary>Each the channel of its own number.</summary>
    Own,

    /// <summary>Each a channel of its own group.</summary>
    OfGroup,
}
