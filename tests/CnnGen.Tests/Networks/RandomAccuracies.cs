namespace CnnGen.Tests.Networks;

/// <summary>
/// Draws whether a model's convolutions may use minimal filtering, from numbers of its own: what else is drawn does not depend on it. With
/// <c>CNNGEN_ACCURACY=Fast</c>, <c>Balanced</c> or <c>Direct</c> in the environment all models have that one.
/// </summary>
internal sealed class RandomAccuracies(int seed)
{
    private static readonly Accuracy? All =
        Environment.GetEnvironmentVariable("CNNGEN_ACCURACY") is { Length: > 0 } name ? Enum.Parse<Accuracy>(name) : null;

    private readonly Random _random = new(~seed);

    /// <summary>C# of one of the accuracies.</summary>
    public string Next() => $"Accuracy.{All ?? Enum.GetValues<Accuracy>()[_random.Next(3)]}";
}
