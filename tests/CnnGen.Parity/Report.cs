using System.Globalization;
using Spectre.Console;

namespace CnnGen.Parity;

/// <summary>The table of all comparisons, and what passes.</summary>
/// <remarks>
/// In a deep network some ReLU's input, or some max pooling's contest, is so close that rounding decides it, and takes gradients along. Where that may be
/// so, the row below shows how far TorchSharp's own 32 bits are off; it excuses nothing.
/// </remarks>
internal sealed class Report
{
    private const double ScoresLimit = 1e-4, TrainingLimit = 1e-3;

    private readonly Table _table = new Table { Border = TableBorder.Markdown }.AddColumns(
        "network", "computed by", "scores", "loss", "gradients", "of", "input gradient", "statistics", "ten losses", "");

    private bool _passes = true;

    public void Add(Trial trial)
    {
        bool passes = Passes(trial.Ours);
        _passes &= passes;
        AddRow(trial.Network.Name, "CnnGen", trial.Ours, passes ? "PASS" : "FAIL");
        AddRow("", "TorchSharp, 32 bits", trial.Theirs, "");
    }

    /// <summary>Shows the table.</summary>
    /// <returns>Whether all passed.</returns>
    public bool Show()
    {
        AnsiConsole.Write(_table);
        return _passes;
    }

    private static bool Passes(Errors errors) =>
        errors.Scores.Share <= ScoresLimit
        && errors.Loss.Share <= ScoresLimit
        && errors.Gradients.Share <= TrainingLimit
        && errors.InputGradient.Share <= TrainingLimit
        && errors.Statistics.Share <= TrainingLimit
        && errors.Losses.Share <= TrainingLimit;

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
