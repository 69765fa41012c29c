namespace CnnGen;

/// <summary>
/// Layers to be used more than once. A block is an interface that derives from this one: layers stand on it, or on its properties of type
/// <see cref="Stage"/>, of which the last is its output. It is never implemented; <see cref="BlockAttribute{TBlock}"/> puts its layers in place.
/// </summary>
public interface IBlock
{
    /// <summary>Stands for what the block reads.</summary>
    const string Input = Stage.Input;
}
