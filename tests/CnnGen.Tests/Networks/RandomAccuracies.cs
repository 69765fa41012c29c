namespace CnnGen.Tests.Networks;

/// <summary>Draws whether a model's convolutions may use minimal filtering, from numbers of its own: what else is drawn does not depend on it.</summary>
internal sealed class RandomAccuracies(int seed)
{
    private readonly Random _random = new(~seed);

    /// <summary>C# of one of the accuracies.</summary>
    public string Next() => $"Accuracy.{Enum.GetValues<Accuracy>()[_random.Next(3)]}";
}
