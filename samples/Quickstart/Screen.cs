using System.Globalization;
using System.Text;
using CnnGen;
using CnnGen.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart;

/// <summary>
/// Everything that the program prints. On a terminal it has colours and a progress bar; redirected, it is plain lines without control
/// codes.
/// </summary>
internal sealed class Screen
{
    /// <summary>Columns when no terminal tells its own.</summary>
    private const int PlainWidth = 120;

    private readonly IAnsiConsole _console;

    public Screen()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        _console = AnsiConsole.Console;
        if (!_console.Profile.Out.IsTerminal)
            _console.Profile.Width = PlainWidth;
    }

    private bool IsRich => _console.Profile.Out.IsTerminal && _console.Profile.Capabilities.Ansi;

    public void ShowData(DataSet data)
    {
        Head("data");
        _console.WriteLine(data.Description);
        _console.MarkupLine(string.Create(
            CultureInfo.InvariantCulture,
            $"[aqua]{data.Training.Count:N0}[/] images to train, [aqua]{data.Validation.Count:N0}[/] to validate, "
            + $"[aqua]{data.Test.Count:N0}[/] to test"));
        IEnumerable<string> classes = data.Training.Classes.Select((name, label) => $"[grey]{label}[/] {name.EscapeMarkup()}");
        _console.MarkupLine($"classes: {string.Join(", ", classes)}");
    }

    public void ShowModel(string summary)
    {
        Head("model");
        _console.WriteLine(summary);
    }

    /// <summary>Shows a row for each epoch while <paramref name="training"/> runs.</summary>
    public void WatchTraining(int epochs, Action<ITrainingView> training)
    {
        Head("training");
        if (IsRich)
            TrainingBars.Run(_console, epochs, training);
        else
            training(new TrainingLines(_console, epochs));
    }

    /// <summary>A row for each class, a column for each answer.</summary>
    public void ShowConfusion(Evaluation test, IReadOnlyList<string> classes)
    {
        Head("test images: what they are, and what they were taken for");
        Table table = new Table().Border(TableBorder.Simple).AddColumn("");
        for (int predicted = 0; predicted < test.Classes; predicted++)
            table.AddColumn(new TableColumn($"[grey]{predicted}[/]").RightAligned());
        table.AddColumn(new TableColumn("recognised").RightAligned());
        for (int actual = 0; actual < test.Classes; actual++)
        {
            List<string> cells = [$"[grey]{actual}[/] {classes[actual].EscapeMarkup()}"];
            for (int predicted = 0; predicted < test.Classes; predicted++)
                cells.Add(Cell(test[actual, predicted], actual == predicted));
            cells.Add(Percent(test.Recall(actual)));
            table.AddRow([.. cells]);
        }

        _console.Write(table);
    }

    /// <summary>Draws an image, and beside it the three classes that the network finds most likely.</summary>
    public void ShowExample(Predictor predictor, ImageSet images, int index)
    {
        Head($"test image {index}: {images.Classes[images.Label(index)]}");
        float[] image = new float[images.ImageSize];
        images.CopyImage(index, image);
        float[] probabilities = predictor.Run(image).ToArray();

        Table choices = new Table().Border(TableBorder.None).HideHeaders()
            .AddColumns("class", "bar").AddColumn(new TableColumn("probability").RightAligned());
        foreach ((int label, float probability) in probabilities.Index().OrderByDescending(choice => choice.Item).Take(3))
        {
            string colour = label == images.Label(index) ? "green" : "grey";
            choices.AddRow(images.Classes[label].EscapeMarkup(), $"[{colour}]{Bar(probability)}[/]", Percent(probability));
        }

        bool colours = IsRich && _console.Profile.Capabilities.ColorSystem >= ColorSystem.EightBit;
        IRenderable picture = colours
            ? Picture.InGreys(image, images.Height, images.Width)
            : Picture.InShades(image, images.Height, images.Width);
        _console.Write(new Grid().AddColumns(2).AddRow(picture, new Padder(choices).Padding(2, 1, 0, 0)));
    }

    public void ShowSaved(string file)
    {
        _console.WriteLine();
        _console.WriteLine($"weights saved to {file}");
    }

    /// <summary>The line that other programs may read: always the last, always plain.</summary>
    public void ShowAccuracy(double accuracy) =>
        _console.Profile.Out.Writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"accuracy {accuracy:F4}"));

    internal static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} %");

    private static string Cell(int count, bool right)
    {
        string colour = right ? "green" : count == 0 ? "grey35" : "red";
        return $"[{colour}]{(count == 0 ? "." : count.ToString(CultureInfo.InvariantCulture))}[/]";
    }

    private static string Bar(double share)
    {
        const int Width = 30;
        int filled = (int)Math.Round(share * Width);
        return new string('█', filled) + new string('░', Width - filled);
    }

    private void Head(string title)
    {
        _console.WriteLine();
        _console.Write(new Rule($"[bold]{title.EscapeMarkup()}[/]").LeftJustified().RuleStyle("grey"));
    }
}
