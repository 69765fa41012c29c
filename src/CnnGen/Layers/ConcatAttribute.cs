namespace CnnGen;

/// <summary>
/// The channels of maps of one height and width, one map after the other (Inception, DenseNet, U-Net). At the head of a stage without
/// <see cref="FromAttribute"/> it joins the stages that it names; behind other layers it appends them to what those layers make.
/// </summary>
/// <param name="stages">Names of stages: <c>nameof(Branch1)</c>; <c>Input</c> for what the block reads, <see cref="Stage.Input"/> for the model's input.</param>
public sealed class ConcatAttribute(params string[] stages) : LayerAttribute
{
    /// <summary>Names of stages.</summary>
    public IReadOnlyList<string> Stages { get; } = stages;
}
