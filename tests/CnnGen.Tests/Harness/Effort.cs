using System.Globalization;

namespace CnnGen.Tests.Harness;

/// <summary>
/// How much of what is random is drawn: usually what a run of all tests has time for; with <c>CNNGEN_BATCHES=n</c> in the environment n batches of each
/// kind, for a longer search.
/// </summary>
internal static class Effort
{
    private static readonly int? Batches =
        Environment.GetEnvironmentVariable("CNNGEN_BATCHES") is { Length: > 0 } number ? int.Parse(number, CultureInfo.InvariantCulture) : null;

    /// <summary>The seeds of the batches, from 1.</summary>
    /// <param name="usually">Batches of a usual run.</param>
    /// <param name="ofTen">Of ten batches asked for, those drawn; fewer where one is much work.</param>
    public static IEnumerable<int> Seeds(int usually, int ofTen = 10) => Enumerable.Range(1, Batches is { } asked ? ((asked * ofTen) + 9) / 10 : usually);

    /// <summary>The seeds as the data of a theory.</summary>
    public static TheoryData<int> Data(int usually, int ofTen = 10) => [.. Seeds(usually, ofTen)];
}
