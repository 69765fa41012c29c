using System.CommandLine;
using CnnGen.Training;
using Spectre.Console;

namespace CnnGen.Benchmarks.Commands;

/// <summary>How time grows with the batch, the resolution and the width of a network: no faster than the work, or a cache or a kernel fails it.</summary>
internal static class ScalingCommand
{
    /// <summary>Growth of time over growth of work that is more than the noise of a shared machine.</summary>
    private const double Noticeable = 1.1;

    private const int TrainingBatch = 8;

    /// <summary>A network and a batch, sized by one number.</summary>
    private sealed record Size(int Value, Model Model, NetworkFacts Facts, int PredictionBatch, int TrainingBatch);

    public static Command Create()
    {
        Option<int> rounds = new("--rounds") { Description = "Rounds of 0.3 seconds.", DefaultValueFactory = _ => 5 };
        Option<Clock> clock = ComparisonOptions.CreateClock();
        Command command = new("scaling", "Times a network of growing batch, resolution and width against the growth of its work.") { rounds, clock };
        command.SetAction(arguments =>
        {
            AnsiConsole.MarkupLineInterpolated($"{Report.Processor}, {Report.Isa}, one thread. Growth is that of the time over that of the multiply-adds, from the row above: 1 or less is well, more than {Report.Number(Noticeable, "0.0")} is marked.");
            int[] batches = [1, 2, 4, 8, 16, 32, 64];
            Show(arguments.GetValue(clock), arguments.GetValue(rounds), "batch, of 3x3 convolutions of 32 and 64 channels on 32 x 32", [.. batches.Select(batch => SizeOf<Side32>(batch, new Side32(), batch, batch))]);
            Show(arguments.GetValue(clock), arguments.GetValue(rounds), "resolution, 32 and 64 channels", [SizeOf<Side16>(16, new Side16()), SizeOf<Side32>(32, new Side32()), SizeOf<Side64>(64, new Side64()), SizeOf<Side128>(128, new Side128()), SizeOf<Side256>(256, new Side256())]);
            Show(arguments.GetValue(clock), arguments.GetValue(rounds), "width, 32 x 32 pixels", [SizeOf<Width16>(16, new Width16()), SizeOf<Side32>(32, new Side32()), SizeOf<Width64>(64, new Width64()), SizeOf<Width128>(128, new Width128()), SizeOf<Width256>(256, new Width256())]);
        });
        return command;
    }

    private static Size SizeOf<TModel>(int value, Model model, int predictionBatch = 1, int trainingBatch = TrainingBatch)
        where TModel : INetwork => new(value, model, TModel.Facts, predictionBatch, trainingBatch);

    private static void Show(Clock clock, int rounds, string what, Size[] sizes)
    {
        double[] predictions = [.. sizes.Select(size => Predict(clock, rounds, size))], steps = [.. sizes.Select(size => Step(clock, rounds, size))];
        Table table = new Table().Title(Markup.Escape(what)).AddColumns("size", "M multiply-adds", "prediction", "growth", "", "training step", "growth", "");
        for (int i = 0; i < sizes.Length; i++)
        {
            _ = table.AddRow([
                $"{sizes[i].Value}", Report.Number(Work(sizes[i], sizes[i].PredictionBatch) / 1e6, "0.0"),
                .. Cells(predictions, i, size => Work(size, size.PredictionBatch)), .. Cells(steps, i, size => Work(size, size.TrainingBatch))]);
        }

        AnsiConsole.Write(table);

        string[] Cells(double[] times, int row, Func<Size, double> work)
        {
            if (row == 0)
                return [Report.Time(times[row]), "", ""];
            double growth = times[row] / times[row - 1] / (work(sizes[row]) / work(sizes[row - 1]));
            return [Report.Time(times[row]), Report.Number(growth, "0.00"), growth > Noticeable ? "faster than the work" : ""];
        }
    }

    private static double Work(Size size, int batch) => (double)size.Facts.MultiplyAdds * batch;

    private static double Predict(Clock clock, int rounds, Size size)
    {
        using Predictor predictor = size.Model.CreatePredictor(size.PredictionBatch);
        float[] images = Images(predictor.FloatsPerImage * size.PredictionBatch);
        return Measure.Median(Measure.Rounds(clock, rounds, () => _ = predictor.Run(images))[0]);
    }

    private static double Step(Clock clock, int rounds, Size size)
    {
        using var trainer = (ClassifierTrainer)size.Model.CreateTrainer(size.TrainingBatch, new Sgd(1e-4f, 0.9f));
        float[] images = Images(trainer.FloatsPerImage * size.TrainingBatch);
        int[] labels = [.. Enumerable.Range(0, size.TrainingBatch).Select(i => i % 10)];
        return Measure.Median(Measure.Rounds(clock, rounds, () => _ = trainer.Step(images, labels))[0]);
    }

    private static float[] Images(int count) => TestData.Images(new ImageShape(1, 1, count), 1);
}
