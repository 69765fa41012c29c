using System.CommandLine;
using CnnGen.Benchmarks.Peers;

namespace CnnGen.Benchmarks.Commands;

/// <summary>Prediction against ONNX Runtime.</summary>
internal static class PredictCommand
{
    /// <summary>Greatest difference of scores, as a share of their spread.</summary>
    private const double Tolerance = 1e-4;

    private const string Peer = "OnnxRuntime";

    public static Command Create()
    {
        Command command = new("predict", "Compares prediction with ONNX Runtime.");
        ComparisonOptions options = new(command, _ => true, _ => 1);
        command.SetAction(arguments => options.Run(arguments, Compare));
        return command;
    }

    private static Result? Compare(Network network, int batch, TimingPlan plan)
    {
        Model model = network.Create();
        TestData.Disturb(model.Parameters);
        float[] images = TestData.Images(network.Graph.Input, batch);
        using Predictor predictor = model.CreatePredictor(batch, plan.Threads);
        OnnxRuntimePeer[] peers = [.. plan.PeerThreads.Select(threads => new OnnxRuntimePeer(network, model.Parameters, images, batch, threads))];
        try
        {
            Agreement agreement = new(Tolerance);
            peers[0].Run();
            agreement.Compare("scores", predictor.Run(images), peers[0].Scores);
            if (!ComparisonOptions.Accept($"{network.Name}, prediction of {batch}", agreement))
                return null;

            int fastest = Measure.Fastest(plan.Clock, "ONNX Runtime's threads", [.. peers.Select(peer => (Action)peer.Run)]);
            void Ours() => _ = predictor.Run(images);
            double[][] times = Measure.Rounds(plan.Clock, plan.Rounds, Ours, peers[fastest].Run);
            return Result.Of(network.Name, "predict", batch, plan.Threads, Peer, times, Measure.AllocatedBytes(Ours)) with
            {
                PeerSetting = plan.Setting(plan.PeerThreads[fastest]).TrimStart(',', ' '),
            };
        }
        finally
        {
            foreach (OnnxRuntimePeer peer in peers)
                peer.Dispose();
        }
    }
}
