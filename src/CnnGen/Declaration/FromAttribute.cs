namespace CnnGen;

/// <summary>Names the stage whose output a stage reads. Without it a stage reads the one above, the first the input.</summary>
/// <param name="stage">The stage's name: <c>nameof(Features)</c>, or <see cref="Stage.Input"/>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FromAttribute(string stage) : Attribute
{
    /// <summary>The stage's name.</summary>
    public string Stage { get; } = stage;
}
