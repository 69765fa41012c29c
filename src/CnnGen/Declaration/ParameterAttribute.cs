namespace CnnGen;

/// <summary>
/// Marks constants of a block as its parameters; their values are defaults. The block's attributes may compute with them: <c>4 * Width</c>,
/// <c>Stride > 1 ? 3 : 1</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ParameterAttribute : Attribute;
