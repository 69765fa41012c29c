using System.CommandLine;
using System.Globalization;
using CnnGen.Sessions;
using CnnGen.Training;
using Spectre.Console;

namespace CnnGen.Benchmarks.Commands;

/// <summary>What more threads bring: CnnGen against itself on one thread, in turns.</summary>
internal static class ThreadsCommand
{
    public static Command Create()
    {
        Command command = new("threads", "Compares numbers of threads.");
        Argument<string> network = new("network") { Description = string.Join(", ", Networks.All.Select(known => known.Name)) };
        Option<int> batch = new("--batch") { Description = "Samples of a call.", DefaultValueFactory = _ => 1 };
        Option<bool> train = new("--train") { Description = "Training steps, not predictions." };
        Option<int> most = new("--most") { Description = "The most threads.", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<int> rounds = new("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 7 };
        network.AcceptOnlyFromAmong([.. Networks.All.Select(known => known.Name)]);
        command.Add(network);
        foreach (Option option in new Option[] { batch, train, most, rounds })
            command.Add(option);
        command.SetAction(arguments => Compare(
            arguments.GetRequiredValue(network), arguments.GetValue(batch), arguments.GetValue(train), arguments.GetValue(most), arguments.GetValue(rounds)));
        return command;
    }

    private static void Compare(string name, int batch, bool train, int most, int rounds)
    {
        Network network = Networks.All.Single(known => known.Name == name);
        float[] images = TestData.Images(network.Graph.Input, batch);
        int[] labels = TestData.Labels(network.Graph.Scores, batch);
        List<Session> sessions = [];
        List<Action> contenders = [];
        for (int threads = 1; threads <= most; threads++)
        {
            if (train)
            {
                var trainer = (ClassifierTrainer)network.Create().CreateTrainer(batch, new Sgd(1e-4f, 0.9f), threads: threads);
                sessions.Add(trainer);
                contenders.Add(() => _ = trainer.Step(images, labels));
            }
            else
            {
                Predictor predictor = network.Create().CreatePredictor(batch, threads);
                sessions.Add(predictor);
                contenders.Add(() => _ = predictor.Run(images));
            }
        }

        double[][] times = Measure.Rounds(Clock.Wall, rounds, [.. contenders]);
        for (int i = 0; i < times.Length; i++)
        {
            double[] gains = [.. times[i].Zip(times[0], (time, alone) => alone / time).Order()];
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
                $"{name}, {(train ? "training" : "prediction")} of {batch}, {i + 1} threads: {Report.Time(Measure.Median(times[i]))}, {Measure.Median(gains):0.00} ({gains[0]:0.00}..{gains[^1]:0.00}) times one thread's speed");
        }

        foreach (Session session in sessions)
            session.Dispose();
    }
}
