using System.CommandLine;
using CnnGen.Benchmarks.Peers;
using CnnGen.Training;

namespace CnnGen.Benchmarks.Commands;

/// <summary>Training steps against TorchSharp.</summary>
internal static class TrainCommand
{
    /// <summary>Small, so that many steps on one batch keep the weights where training has them.</summary>
    private const float Rate = 0.001f;

    private const float Momentum = 0.9f;

    private const string Peer = "TorchSharp";

    public static Command Create()
    {
        Command command = new("train", "Compares training steps with TorchSharp.");
        ComparisonOptions options = new(command, network => network.Trains, network => network.TrainingBatch);
        command.SetAction(arguments =>
        {
            if ((TorchLibrary.Handicap() ?? TorchLibrary.Prepare()) is not { } problem)
                return options.Run(arguments, Compare);
            Console.Error.WriteLine(problem);
            return 1;
        });
        return command;
    }

    private static Result? Compare(Network network, int batch, TimingPlan plan)
    {
        TrainingCheck check = new(network.WithoutDropout(), batch, plan.Threads, Rate, Momentum);
        if (!check.Accepts())
            return null;
        MemoryFormat[] formats = [.. Enum.GetValues<MemoryFormat>().Where(check.Accepts)];
        if (formats.Length == 0)
            return null;

        float[] images = TestData.Images(network.Graph.Input, batch);
        int[] labels = TestData.Labels(network.Graph.Scores, batch);
        Model model = network.Create();
        (MemoryFormat Format, int Threads)[] settings = [.. formats.SelectMany(format => plan.PeerThreads.Select(threads => (format, threads)))];
        TorchPeer[] peers = [.. settings.Select(
            setting => new TorchPeer(network, model.Parameters, images, labels, setting.Format, setting.Threads, Rate, Momentum, inputGradient: false))];
        try
        {
            int fastest = Measure.Fastest(plan.Clock, "TorchSharp's memory formats and threads", [.. peers.Select(peer => (Action)(() => _ = peer.Step()))]);
            using var trainer = (ClassifierTrainer)model.CreateTrainer(batch, new Sgd(Rate, Momentum), threads: plan.Threads);
            void Ours() => _ = trainer.Step(images, labels);
            double[][] times = Measure.Rounds(plan.Clock, plan.Rounds, Ours, () => _ = peers[fastest].Step());
            return Result.Of(network.Name, "train", batch, plan.Threads, Peer, times, Measure.AllocatedBytes(Ours)) with
            {
                PeerSetting = TorchPeer.Name(settings[fastest].Format) + plan.Setting(settings[fastest].Threads),
            };
        }
        finally
        {
            foreach (TorchPeer peer in peers)
                peer.Dispose();
        }
    }
}
