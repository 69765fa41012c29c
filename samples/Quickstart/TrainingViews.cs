using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart;

/// <summary>A progress bar for each epoch.</summary>
internal sealed class TrainingBars : ITrainingView
{
    private readonly ProgressTask[] _bars;

    private TrainingBars(ProgressTask[] bars) => _bars = bars;

    public static void Run(IAnsiConsole console, int epochs, Action<ITrainingView> training)
    {
        ProgressColumn[] columns =
        [
            new NameColumn(), new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new RemainingTimeColumn(), new NumbersColumn(),
        ];
        console.Progress().Columns(columns).Start(context =>
            training(new TrainingBars([.. Enumerable.Range(1, epochs).Select(epoch => context.AddTask($"epoch {epoch}", autoStart: false))])));
    }

    public void ShowStep(EpochProgress progress)
    {
        ProgressTask bar = _bars[progress.Epoch - 1];
        if (!bar.IsStarted)
        {
            bar.MaxValue = progress.TotalImages;
            bar.StartTask();
        }

        bar.Value = progress.Images;
        Show(bar, Numbers(progress));
    }

    public void ShowEpoch(EpochProgress progress, double validationAccuracy)
    {
        ProgressTask bar = _bars[progress.Epoch - 1];
        Show(bar, $"{Numbers(progress)}  validation [bold green]{Screen.Percent(validationAccuracy)}[/]");
        bar.StopTask();
    }
}
