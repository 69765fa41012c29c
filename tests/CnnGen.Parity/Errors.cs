namespace CnnGen.Parity;

/// <param name="Name">A tensor.</param>
/// <param name="Share">Its largest deviation, as a share of the spread of what is right.</param>
internal readonly record struct Error(string Name, double Share);

/// <summary>Deviations of an outcome from what is right: of each kind of quantity the worst.</summary>
/// <param name="Scores">Outputs in prediction mode.</param>
/// <param name="Loss">The loss in training mode, as a share of itself.</param>
/// <param name="Gradients">Gradients of parameters.</param>
/// <param name="InputGradient">The gradient of the samples.</param>
/// <param name="Statistics">Running statistics after a step.</param>
/// <param name="Losses">Losses of steps one after another.</param>
internal sealed record Errors(Error Scores, Error Loss, Error Gradients, Error InputGradient, Error Statistics, Error Losses)
{
    /// <summary>Below this share of its layer's weights' gradient, a bias has none but for rounding.</summary>
    private const double Vanishing = 1e-10;

    public static Errors Measure(Outcome outcome, Outcome right) => new(
        Compare("scores", outcome.Scores, right.Scores),
        new Error("loss", Math.Abs(((double)outcome.Loss - right.Loss) / right.Loss)),
        Worst(outcome.Gradients, right.Gradients, Cancelled),
        Compare("input", outcome.InputGradient, right.InputGradient),
        Worst(outcome.Statistics, right.Statistics, (_, _) => 0),
        Compare("losses", outcome.Losses, right.Losses));

    private static Error Worst(
        Dictionary<string, float[]> outcome,
        Dictionary<string, float[]> right,
        Func<Dictionary<string, float[]>, string, double> spread)
    {
        if (!outcome.Keys.Order().SequenceEqual(right.Keys.Order()))
        {
            IEnumerable<string> unmatched = outcome.Keys.Except(right.Keys).Concat(right.Keys.Except(outcome.Keys));
            throw new InvalidOperationException($"Only one side has {string.Join(", ", unmatched)}.");
        }

        return outcome
            .Select(entry => Compare(entry.Key, entry.Value, right[entry.Key], spread(right, entry.Key)))
            .OrderByDescending(error => double.IsNaN(error.Share) ? double.PositiveInfinity : error.Share)
            .FirstOrDefault();
    }

    /// <summary>
    /// The spread to judge a bias gradient by where a batch norm follows, which takes every bias away: in exact arithmetic it is 0, so what
    /// any library has is rounding of sums as large as those of the layer's weights.
    /// </summary>
    private static double Cancelled(Dictionary<string, float[]> right, string name)
    {
        const string Bias = ".bias";
        if (!name.EndsWith(Bias, StringComparison.Ordinal) || !right.TryGetValue(name[..^Bias.Length] + ".weight", out float[]? weight))
            return 0;
        double spread = Spread(weight);
        return right[name].Max(Math.Abs) < Vanishing * spread ? spread : 0;
    }

    private static Error Compare(string name, float[] values, float[] right, double spread = 0)
    {
        if (values.Length != right.Length)
            throw new InvalidOperationException($"'{name}' has {values.Length} elements here and {right.Length} there.");
        double worst = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double difference = Math.Abs((double)values[i] - right[i]);
            worst = difference <= worst ? worst : difference;
        }

        return new Error(name, worst / Math.Max(spread, Spread(right)));
    }

    private static double Spread(float[] values) => (double)values.Max() - values.Min();
}
