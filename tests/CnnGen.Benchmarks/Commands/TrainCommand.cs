using System.CommandLine;
using CnnGen.Benchmarks.Peers;
using CnnGen.Parameters;
using CnnGen.Training;
using Spectre.Console;

namespace CnnGen.Benchmarks.Commands;

/// <summary>Training steps against TorchSharp.</summary>
internal static class TrainCommand
{
    /// <summary>Greatest difference of the loss and of gradients, as a share of their spread.</summary>
    private const double Tolerance = 1e-3;

    /// <summary>Small, so that many steps on one batch keep the weights where training has them.</summary>
    private const float Rate = 0.001f;

    private const float Momentum = 0.9f;

    private const string Peer = "TorchSharp";

    public static Command Create()
    {
        Command command = new("train", "Compares training steps with TorchSharp.");
        ComparisonOptions options = new(command, [64]);
        command.SetAction(arguments =>
        {
            if (TorchLibrary.Prepare() is not { } problem)
                return options.Run(arguments, Compare);
            Console.Error.WriteLine(problem);
            return 1;
        });
        return command;
    }

    private static Result? Compare(Network network, int batch, TimingPlan plan)
    {
        Network checkedNetwork = network.Deterministic ?? network;
        MemoryFormat[] formats = [.. Enum.GetValues<MemoryFormat>().Where(format => Agrees(checkedNetwork, batch, format))];
        if (formats.Length == 0)
            return null;

        float[] images = TestData.Images(network.Input, batch);
        int[] labels = TestData.Labels(batch);
        Model model = network.Create();
        TorchPeer[] peers = [.. formats.Select(format => new TorchPeer(network, model.Parameters, images, labels, format, Rate, Momentum, inputGradient: false))];
        try
        {
            int fastest = Fastest(plan.Clock, peers);
            using ClassifierTrainer trainer = network.CreateTrainer(model, batch, new Sgd(Rate, Momentum));
            void Ours() => _ = trainer.Step(images, labels);
            double[][] times = Measure.Rounds(plan.Clock, plan.Rounds, Ours, () => _ = peers[fastest].Step());
            return Result.Of(network.Name, "train", batch, Peer, times, Measure.AllocatedBytes(Ours)) with
            {
                PeerSetting = Name(formats[fastest]),
            };
        }
        finally
        {
            foreach (TorchPeer peer in peers)
                peer.Dispose();
        }
    }

    private static int Fastest(Clock clock, TorchPeer[] peers)
    {
        const int Rounds = 3;
        if (peers.Length == 1)
            return 0;
        double[][] times = Measure.Rounds(clock, Rounds, [.. peers.Select(peer => (Action)(() => _ = peer.Step()))]);
        double[] medians = [.. times.Select(Measure.Median)];
        AnsiConsole.MarkupLineInterpolated($"TorchSharp's memory formats: {string.Join(", ", medians.Select(Report.Time))}.");
        return Array.IndexOf(medians, medians.Min());
    }

    /// <summary>
    /// Compares gradients one by one on few samples, and as a whole on all. The more samples, the likelier that some ReLU's input or
    /// max pooling's contest is so close that rounding decides it: it goes one way here and the other way there, rightly in both, and
    /// takes single gradients along.
    /// </summary>
    private static bool Agrees(Network network, int batch, MemoryFormat format)
    {
        const int Few = 8;
        string comparison = $"{network.Name}, {Name(format)}, training with";
        Agreement few = Check(network, batch, Math.Min(Few, batch), format, one: true);
        return ComparisonOptions.Accept($"{comparison} {Math.Min(Few, batch)}", few)
            && (batch <= Few || ComparisonOptions.Accept($"{comparison} {batch}", Check(network, batch, batch, format, one: false)));
    }

    /// <summary>Compares a step: loss, all gradients, the weights and running statistics after it; and the losses of the steps that follow.</summary>
    /// <param name="network">A network without dropout.</param>
    /// <param name="batch">Samples that the trainer has room for.</param>
    /// <param name="samples">Samples of the step.</param>
    /// <param name="format">The peer's memory format.</param>
    /// <param name="one">Whether each single gradient must agree, not just all in the mean.</param>
    private static Agreement Check(Network network, int batch, int samples, MemoryFormat format, bool one)
    {
        const int MoreSteps = 3;
        float[] images = TestData.Images(network.Input, samples);
        int[] labels = TestData.Labels(samples);
        Model model = network.Create();
        TestData.Disturb(model.Parameters);
        using ClassifierTrainer trainer = network.CreateTrainer(model, batch, new Sgd(Rate, Momentum));
        using TorchPeer peer = new(network, model.Parameters, images, labels, format, Rate, Momentum, inputGradient: true);

        Agreement agreement = new(Tolerance);
        agreement.Compare("loss", trainer.ComputeGradients(images, labels), peer.Step());
        foreach (string name in trainer.Gradients.Infos.Select(info => info.Name))
            Compare($"gradient of {name}", trainer.Gradients.ToArray(name), peer.Gradient(name), Cancelled(network, name, peer));
        Compare("gradient of the images", trainer.InputGradient, peer.InputGradient, 0);

        _ = trainer.Step(images, labels);
        foreach (ParameterInfo info in model.Parameters.Infos)
            agreement.Compare($"{info.Name} after a step", model.Parameters.ToArray(info.Name), peer.Value(info.Name));
        for (int step = 2; step < 2 + MoreSteps; step++)
            agreement.Compare($"loss of step {step}", trainer.Step(images, labels), peer.Step());
        return agreement;

        void Compare(string quantity, ReadOnlySpan<float> ours, ReadOnlySpan<float> theirs, double spread)
        {
            if (one)
                agreement.Compare(quantity, ours, theirs, spread);
            else
                agreement.CompareMean(quantity, ours, theirs, spread);
        }
    }

    /// <summary>
    /// The spread to judge a bias gradient by where a batch norm follows: in exact arithmetic it is 0, so what either library has is rounding
    /// of sums as large as those of the layer's weights.
    /// </summary>
    private static double Cancelled(Network network, string parameter, TorchPeer peer)
    {
        for (int i = 1; i < network.Layers.Count; i++)
        {
            if (network.Layers[i] is BatchNormLayer && network.Layers[i - 1] is ConvLayer conv && parameter == conv.Name + ".bias")
                return Agreement.Spread(peer.Gradient(conv.Name + ".weight"));
        }

        return 0;
    }

    private static string Name(MemoryFormat format) => format == MemoryFormat.ChannelsLast ? "channels last" : "contiguous";
}
