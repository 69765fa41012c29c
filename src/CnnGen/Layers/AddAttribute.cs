namespace CnnGen;

/// <summary>
/// The sum of maps of one shape, element by element (residual connections: He et al. 2015). At the head of a stage without <see cref="FromAttribute"/> it
/// adds the stages that it names; behind other layers it adds them to what those layers make.
/// </summary>
/// <param name="stages">Names of stages: <c>nameof(Residual)</c>; <c>Input</c> for what the block reads, <see cref="Stage.Input"/> for the model's input.</param>
public sealed class AddAttribute(params string[] stages) : LayerAttribute
{
    /// <summary>Names of stages.</summary>
    public IReadOnlyList<string> Stages { get; } = stages;
}
