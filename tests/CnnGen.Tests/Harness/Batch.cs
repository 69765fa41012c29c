namespace CnnGen.Tests.Harness;

/// <summary>Many declarations in one compilation, each compared with its oracle.</summary>
internal static class Batch
{
    /// <summary>Asserts that every network of a batch compiles and agrees with its oracle; a failure tells the declarations that do not.</summary>
    /// <param name="compiled">All declarations in one compilation.</param>
    /// <param name="texts">Each by itself.</param>
    /// <param name="compare">Makes the comparison of a network, from its place.</param>
    public static void AssertAgreement(Declaration compiled, IReadOnlyList<string> texts, Func<int, Comparison> compare)
    {
        Assert.True(compiled.Problems.Count == 0, string.Join("\n", compiled.Problems) + "\n" + string.Join("\n", texts));
        List<string> failures = [];
        for (int i = 0; i < texts.Count; i++)
        {
            try
            {
                compare(i).Run();
            }
            catch (Exception exception)
            {
                failures.Add($"{texts[i]}{exception.Message}\n{exception.StackTrace?.Split('\n')[0]}");
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} of {texts.Count} failed\n" + string.Join("\n\n", failures.Take(3)));
    }
}
