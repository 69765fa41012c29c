using System.Globalization;
using Spectre.Console;

namespace CnnGen.Parity;

/// <summary>The table of all comparisons, and what passes.</summary>
/// <remarks>
/// In a deep network some ReLU's input, or some max pooling's contest, is so close that rounding decides it: it goes one way here and the other
/// way in double precision, rightly in both, and takes gradients along. Where that shows, it mostly shows in TorchSharp's own 32 bits too: there CnnGen
/// must be about as near as these, and within a bound of its own. Scores, loss and statistics have no such excuse.
/// </remarks>
internal sealed class Report
{
    private const double ScoresLimit = 1e-4, TrainingLimit = 1e-3, TiesLimit = 5e-2, AsGood = 5;

    private readonly Table _table = new Table { Border = TableBorder.Markdown }.AddColumns(
        "network", "computed by", "scores", "loss", "gradients", "of", "input gradient", "statistics", "ten losses", "");

    private bool _passes = true;

    private enum Verdict
    {
        Pass,
        PassWithTies,
        Fail,
    }

    public void Add(Trial trial)
    {
        Verdict verdict = Judge(trial);
        _passes &= verdict != Verdict.Fail;
        string text = verdict switch { Verdict.Pass => "PASS", Verdict.PassWithTies => "PASS, ties", _ => "FAIL" };
        AddRow(trial.Network.Name, "CnnGen", trial.Ours, text);
        AddRow("", "TorchSharp, 32 bits", trial.Theirs, "");
    }

    /// <summary>Shows the table.</summary>
    /// <returns>Whether all passed.</returns>
    public bool Show()
    {
        AnsiConsole.Write(_table);
        return _passes;
    }

    private static Verdict Judge(Trial trial)
    {
        (Errors ours, Errors theirs) = (trial.Ours, trial.Theirs);
        Verdict[] verdicts =
        [
            Judge(ours.Scores, default, ScoresLimit),
            Judge(ours.Loss, default, ScoresLimit),
            Judge(ours.Gradients, theirs.Gradients, TrainingLimit),
            Judge(ours.InputGradient, theirs.InputGradient, TrainingLimit),
            Judge(ours.Statistics, default, TrainingLimit),
            Judge(ours.Losses, theirs.Losses, TrainingLimit),
        ];
        return verdicts.Max();
    }

    private static Verdict Judge(Error ours, Error theirs, double limit) =>
        ours.Share <= limit ? Verdict.Pass : ours.Share <= Math.Min(TiesLimit, AsGood * theirs.Share) ? Verdict.PassWithTies : Verdict.Fail;

    private void AddRow(string network, string side, Errors errors, string verdict) => _table.AddRow(
        network,
        side,
        Text(errors.Scores),
        Text(errors.Loss),
        Text(errors.Gradients),
        errors.Gradients.Name,
        Text(errors.InputGradient),
        Text(errors.Statistics),
        Text(errors.Losses),
        verdict);

    private static string Text(Error error) => error.Share.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
