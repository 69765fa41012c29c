using System.Globalization;
using Spectre.Console;

namespace Quickstart;

/// <summary>A progress bar for each epoch, for terminals.</summary>
internal sealed class TrainingBars : ITrainingView
{
    private readonly ProgressTask[] _bars;

    private TrainingBars(ProgressTask[] bars) => _bars = bars;

    public static void Run(IAnsiConsole console, int epochs, Action<ITrainingView> training) =>
        console.Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 24 },
                new PercentageColumn(),
                new ElapsedTimeColumn())
            .Start(context => training(new TrainingBars(
                [.. Enumerable.Range(1, epochs).Select(epoch => context.AddTask($"[grey]epoch {epoch}[/]", autoStart: false))])));

    public void ShowStep(EpochProgress progress)
    {
        ProgressTask bar = _bars[progress.Epoch - 1];
        if (!bar.IsStarted)
        {
            bar.MaxValue = progress.TotalImages;
            bar.StartTask();
        }

        bar.Value = progress.Images;
        bar.Description = Describe(progress);
    }

    public void ShowEpoch(EpochProgress progress, double validationAccuracy)
    {
        ProgressTask bar = _bars[progress.Epoch - 1];
        bar.Description = $"{Describe(progress)}  validation [green]{Screen.Percent(validationAccuracy)}[/]";
        bar.StopTask();
    }

    private static string Describe(EpochProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {progress.Epoch}  [aqua]{progress.ImagesPerSecond,6:N0}[/] images/s  loss [yellow]{progress.Loss:F3}[/]");
}

/// <summary>A line for each epoch, for files and pipes.</summary>
internal sealed class TrainingLines(IAnsiConsole console, int epochs) : ITrainingView
{
    public void ShowStep(EpochProgress progress)
    {
    }

    public void ShowEpoch(EpochProgress progress, double validationAccuracy) => console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {progress.Epoch}/{epochs}: {progress.ImagesPerSecond:N0} images/s, loss {progress.Loss:F3}, "
        + $"validation {Screen.Percent(validationAccuracy)}"));
}
