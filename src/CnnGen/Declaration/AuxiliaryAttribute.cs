namespace CnnGen;

/// <summary>
/// Makes a stage an auxiliary output (Szegedy et al. 2014, section 5): its loss is added to the model's while training, and prediction leaves out the
/// stage with all that only it needs. Where the model has several outputs, it shares the labels or targets of the next one declared below it, or of the last
/// where there is none.
/// </summary>
/// <param name="weight">Factor of its loss, above 0.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AuxiliaryAttribute(double weight = 0.3) : Attribute
{
    /// <summary>Factor of its loss.</summary>
    public double Weight { get; } = weight;
}
