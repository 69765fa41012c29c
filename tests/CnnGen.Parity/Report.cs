using System.Globalization;
using Spectre.Console;

namespace CnnGen.Parity;

/// <summary>The table of all comparisons.</summary>
internal sealed class Report
{
    private const double ScoresLimit = 1e-4, TrainingLimit = 1e-3;

    private readonly Table _table = new Table { Border = TableBorder.Markdown }.AddColumns(
        "network", "computed by", "scores", "loss", "gradients", "of", "input gradient", "statistics", "ten losses", "");

    private bool _passes = true;

    public void Add(Trial trial)
    {
        bool passes = Passes(trial);
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

    private static bool Passes(Trial trial) =>
        trial.Ours.Scores.Share <= ScoresLimit
        && trial.Ours.Loss.Share <= ScoresLimit
        && trial.Ours.Gradients.Share <= TrainingLimit
        && trial.Ours.InputGradient.Share <= TrainingLimit
        && trial.Ours.Statistics.Share <= TrainingLimit
        && trial.Ours.Losses.Share <= TrainingLimit;

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
