using System.Globalization;
using CnnGen;
using Spectre.Console;

namespace Zoo;

/// <summary>One classifier at every window of an image, computed in two ways: window by window, and as a fully convolutional network.</summary>
internal static class SlidingWindow
{
    /// <summary>Side of a window, of an image, and pixels from one window to the next.</summary>
    public const int Window = 36, Image = 128, Stride = 4;

    /// <summary>Windows along a side of the image.</summary>
    public const int Side = ((Image - Window) / Stride) + 1;

    private const int Channels = 3;

    /// <summary>Makes the network for images that has a window classifier's weights: those of a linear layer are filters of its map's size.</summary>
    public static Model Sweep(Model classifier)
    {
        using MemoryStream weights = new();
        classifier.Save(weights);
        weights.Position = 0;
        Model sweep = Catalog.Find(nameof(WindowSweep))!.Create(0);
        sweep.Load(weights, name => name.Replace("linear1", "conv3", StringComparison.Ordinal).Replace("linear2", "conv4", StringComparison.Ordinal));
        return sweep;
    }

    /// <summary>Cuts a window out of an image, NCHW.</summary>
    /// <param name="image">The image.</param>
    /// <param name="row">The window's row among windows.</param>
    /// <param name="column">Its column.</param>
    public static float[] Cut(float[] image, int row, int column)
    {
        float[] window = new float[Channels * Window * Window];
        for (int line = 0; line < Channels * Window; line++)
        {
            int source = (((line / Window * Image) + (row * Stride) + (line % Window)) * Image) + (column * Stride);
            image.AsSpan(source, Window).CopyTo(window.AsSpan(line * Window));
        }

        return window;
    }

    /// <summary>Of all scores at all windows, how many differ in any bit between the two ways.</summary>
    public static int CountDifferent(Model classifier, float[] image)
    {
        using Predictor windows = classifier.CreatePredictor(), sweep = Sweep(classifier).CreatePredictor();
        ReadOnlySpan<float> all = sweep.Run(image);
        int different = 0;
        for (int window = 0; window < Side * Side; window++)
        {
            ReadOnlySpan<float> scores = windows.Run(Cut(image, window / Side, window % Side));
            for (int label = 0; label < scores.Length; label++)
                different += scores[label].Equals(all[(label * Side * Side) + window]) ? 0 : 1;
        }

        return different;
    }

    public static void Show(IAnsiConsole console, TimeSpan timing)
    {
        const int Windows = Side * Side, Labels = 10;
        Entry window = Catalog.Find(nameof(WindowNet))!, sweep = Catalog.Find(nameof(WindowSweep))!;
        Model classifier = window.Create(1);
        Random random = new(1);
        float[] image = [.. Enumerable.Range(0, Channels * Image * Image).Select(_ => random.NextSingle())];
        long swept = sweep.Facts.MultiplyAdds, slid = Windows * window.Facts.MultiplyAdds;
        Table table = new Table().Border(TableBorder.Rounded);
        console.WriteLine($"One classifier at {Windows} windows of {Window}x{Window} pixels in an image of {Image}x{Image}:");
        foreach (string column in (string[])["", "multiply-adds", "ms"])
            table.AddColumn(new TableColumn(column).RightAligned());
        table.AddRow("window by window", Count(slid), Time(classifier, Windows));
        table.AddRow("fully convolutional", Count(swept), Time(Sweep(classifier), 1));
        console.Write(table);
        int different = CountDifferent(classifier, image);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(double)slid / swept:F1} times less work; {different} of {Windows * Labels} scores differ."));

        static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

        string Time(Model model, int times) =>
            timing > TimeSpan.Zero ? (times * Timing.Median(model, timing)).ToString("F1", CultureInfo.InvariantCulture) : "";
    }
}
