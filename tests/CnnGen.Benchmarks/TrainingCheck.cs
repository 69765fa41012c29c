using CnnGen.Benchmarks.Commands;
using CnnGen.Benchmarks.Peers;
using CnnGen.Parameters;
using CnnGen.Training;

namespace CnnGen.Benchmarks;

/// <summary>Whether a training step of CnnGen and one of TorchSharp come to the same results.</summary>
/// <param name="network">A network without dropout.</param>
/// <param name="batch">Samples of a step.</param>
/// <param name="threads">The most threads of both.</param>
/// <param name="rate">Learning rate.</param>
/// <param name="momentum">Momentum.</param>
internal sealed class TrainingCheck(Network network, int batch, int threads, float rate, float momentum)
{
    /// <summary>Greatest difference of the loss and of gradients, as a share of their spread.</summary>
    private const double Tolerance = 1e-3;

    private const int Few = 4, MoreSteps = 3;

    /// <summary>
    /// Compares a step of few samples, then one of a whole batch that repeats them. The more samples differ, the likelier that some ReLU's input
    /// or max pooling's contest is so close that rounding decides it: it goes one way here and the other way there, rightly in both, and takes
    /// gradients along.
    /// </summary>
    public bool Accepts(MemoryFormat format)
    {
        int few = Math.Min(Few, batch);
        string comparison = $"{network.Name}, {TorchPeer.Name(format)}, training with";
        return ComparisonOptions.Accept($"{comparison} {few}", Compare(few, format))
            && (few == batch || ComparisonOptions.Accept($"{comparison} {batch}", Compare(batch, format)));
    }

    /// <summary>Loss, gradients, weights and running statistics of a step, then losses of the steps that follow.</summary>
    /// <param name="samples">Samples of the step.</param>
    /// <param name="format">The peer's memory format.</param>
    private Agreement Compare(int samples, MemoryFormat format)
    {
        ImageShape input = network.Graph.Input, scores = network.Graph.Scores;
        float[] images = Repeat(TestData.Images(input, Few), samples * input.Count);
        int[] labels = Repeat(TestData.Labels(scores, Few), samples * scores.Pixels);
        Model model = network.Create();
        TestData.Disturb(model.Parameters);
        TestData.LeaveKinks(network.Graph, model.Parameters);
        using var trainer = (ClassifierTrainer)model.CreateTrainer(batch, new Sgd(rate, momentum), threads: threads);
        using TorchPeer peer = new(network, model.Parameters, images, labels, format, threads, rate, momentum, inputGradient: true);

        Agreement agreement = new(Tolerance);
        agreement.Compare("loss", trainer.ComputeGradients(images, labels), peer.Step());
        foreach (string name in trainer.Gradients.Infos.Select(info => info.Name))
            agreement.Compare($"gradient of {name}", trainer.Gradients.ToArray(name), peer.Gradient(name), Cancelled(name, peer));
        agreement.Compare("gradient of the images", trainer.InputGradient, peer.InputGradient);

        _ = trainer.Step(images, labels);
        foreach (ParameterInfo info in model.Parameters.Infos)
            agreement.Compare($"{info.Name} after a step", model.Parameters.ToArray(info.Name), peer.Value(info.Name));
        for (int step = 2; step < 2 + MoreSteps; step++)
            agreement.Compare($"loss of step {step}", trainer.Step(images, labels), peer.Step());
        return agreement;
    }

    private static T[] Repeat<T>(T[] values, int count) => [.. Enumerable.Range(0, count).Select(i => values[i % values.Length])];

    /// <summary>
    /// The spread to judge a bias gradient by where a batch norm follows: in exact arithmetic it is 0, so what either library has is
    /// rounding of sums as large as those of the layer's weights.
    /// </summary>
    private double Cancelled(string parameter, TorchPeer peer)
    {
        foreach (Step step in network.Graph.Steps)
        {
            if (step.Layer is BatchNormLayer
                && step.Inputs[0] != NetworkGraph.Images
                && network.Graph.Steps[step.Inputs[0]].Layer is ConvLayer conv
                && parameter == conv.Bias)
            {
                return Agreement.Spread(peer.Gradient(conv.Weight));
            }
        }

        return 0;
    }
}
