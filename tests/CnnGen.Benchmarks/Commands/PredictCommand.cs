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
        using Predictor predictor = model.CreatePredictor(batch);
        using OnnxRuntimePeer peer = new(network, model.Parameters, images, batch);

        Agreement agreement = new(Tolerance);
        peer.Run();
        agreement.Compare("scores", predictor.Run(images), peer.Scores);
        if (!ComparisonOptions.Accept($"{network.Name}, prediction of {batch}", agreement))
            return null;

        void Ours() => _ = predictor.Run(images);
        double[][] times = Measure.Rounds(plan.Clock, plan.Rounds, Ours, peer.Run);
        return Result.Of(network.Name, "predict", batch, Peer, times, Measure.AllocatedBytes(Ours));
    }
}
