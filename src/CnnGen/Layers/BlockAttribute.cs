namespace CnnGen;

/// <summary>Stands for the layers of a block, with values for its parameters.</summary>
/// <typeparam name="TBlock">The block: an interface of the same project.</typeparam>
/// <param name="arguments">Values of the block's parameters in the order of their declaration; those left out keep their defaults.</param>
public sealed class BlockAttribute<TBlock>(params object[] arguments) : LayerAttribute
    where TBlock : IBlock
{
    /// <summary>Values of the block's parameters.</summary>
    public IReadOnlyList<object> Arguments { get; } = arguments;

    /// <summary>How many times the block stands here, one behind the other.</summary>
    public int Repeat { get; set; } = 1;
}
