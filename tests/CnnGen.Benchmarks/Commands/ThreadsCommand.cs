using System.CommandLine;
using System.Globalization;
using CnnGen.Sessions;
using CnnGen.Training;
using Spectre.Console;

namespace CnnGen.Benchmarks.Commands;

/// <summary>What more threads bring: CnnGen against itself on one thread, in turns.</summary>
internal static class ThreadsCommand
{
    private static readonly (string Name, int Inputs, Func<Model> Create)[] Models =
    [
        ("lenet5", 28 * 28, () => new LeNet5(1)),
        ("vggfashion", 28 * 28, () => new VggFashion(1)),
        ("resnet18", 3 * 224 * 224, () => new Zoo.ResNet18(1)),
    ];

    public static Command Create()
    {
        Command command = new("threads", "Compares numbers of threads.");
        Argument<string> network = new("network") { Description = string.Join(", ", Models.Select(model => model.Name)) };
        Option<int> batch = new("--batch") { Description = "Samples of a call.", DefaultValueFactory = _ => 1 };
        Option<bool> train = new("--train") { Description = "Training steps, not predictions." };
        Option<int> most = new("--most") { Description = "The most threads.", DefaultValueFactory = _ => Environment.ProcessorCount };
        Option<int> rounds = new("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 7 };
        network.AcceptOnlyFromAmong([.. Models.Select(model => model.Name)]);
        command.Add(network);
        foreach (Option option in new Option[] { batch, train, most, rounds })
            command.Add(option);
        command.SetAction(arguments => Compare(
            arguments.GetRequiredValue(network), arguments.GetValue(batch), arguments.GetValue(train), arguments.GetValue(most), arguments.GetValue(rounds)));
        return command;
    }

    private static void Compare(string name, int batch, bool train, int most, int rounds)
    {
        (_, int inputs, Func<Model> create) = Models.Single(model => model.Name == name);
        float[] images = TestData.Images(new ImageShape(1, 1, inputs), batch);
        int[] labels = TestData.Labels(batch);
        List<Session> sessions = [];
        List<Action> contenders = [];
        for (int threads = 1; threads <= most; threads++)
        {
            if (train)
            {
                var trainer = (ClassifierTrainer)create().CreateTrainer(batch, new Sgd(1e-4f, 0.9f), threads: threads);
                sessions.Add(trainer);
                contenders.Add(() => _ = trainer.Step(images, labels));
            }
            else
            {
                Predictor predictor = create().CreatePredictor(batch, threads);
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
