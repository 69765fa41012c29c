namespace CnnGen.Tests.Oracle;

/// <summary>
/// Two values of an op's input whose order its result depends on: the one that a max pooling chose of a window, and another of it; or the input of a ReLU, and
/// zero. Gradients and unpooled values go by the order, so that code whose values are rounded may rightly come to another result where a contest is close.
/// </summary>
/// <param name="Winner">Place of the one in the input.</param>
/// <param name="Other">Place of the other, or null for zero.</param>
internal readonly record struct Contest(int Winner, int? Other)
{
    /// <summary>Of a ReLU: its result is continuous in its input, and so is all that follows; only gradients depend on the order.</summary>
    public bool IsKink => Other is null;

    /// <summary>By how much the one is greater, where the input has these values.</summary>
    public double Margin(double[] values) => values[Winner] - (Other is { } other ? values[other] : 0);
}
