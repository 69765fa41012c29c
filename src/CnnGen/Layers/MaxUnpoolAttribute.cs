namespace CnnGen;

/// <summary>
/// Max unpooling (PyTorch's <c>MaxUnpool2d</c>): puts each value where its window's winner stood in the max pooling of a named stage, zeros elsewhere; the
/// output has the shape of that pooling's input. Where overlapping windows share a winner, the last one's value stands.
/// </summary>
/// <param name="stage">Name of a stage with a max pooling, of which the last counts: <c>nameof(Down1)</c>.</param>
public sealed class MaxUnpoolAttribute(string stage) : LayerAttribute
{
    /// <summary>Name of the stage with the max pooling.</summary>
    public string Stage { get; } = stage;
}
