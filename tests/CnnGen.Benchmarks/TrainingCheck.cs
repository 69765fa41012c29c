using CnnGen.Benchmarks.Commands;
using CnnGen.Benchmarks.Peers;
using CnnGen.Parameters;
using CnnGen.Training;
using static TorchSharp.torch;

namespace CnnGen.Benchmarks;

/// <summary>Whether training steps of CnnGen and of TorchSharp come to the results of TorchSharp in double precision.</summary>
internal sealed class TrainingCheck
{
    /// <summary>Greatest difference of the loss and of gradients, as a share of their spread.</summary>
    private const double Tolerance = 1e-3;

    private const int Few = 4, MoreSteps = 3, Seeds = 32;

    private const string ImagesGradient = "gradient of the images";

    private readonly Network _network;
    private readonly int _batch, _threads;
    private readonly float _rate, _momentum;
    private readonly float[] _images;
    private readonly int[] _labels;
    private readonly (int Samples, Dictionary<string, float[]> Exact)[] _trials;

    /// <param name="network">A network without dropout.</param>
    /// <param name="batch">Samples of a step.</param>
    /// <param name="threads">The most threads of both.</param>
    /// <param name="rate">Learning rate.</param>
    /// <param name="momentum">Momentum.</param>
    /// <remarks>
    /// Compared are steps of few samples, then of a whole batch that repeats them. The more samples differ, the likelier that some ReLU's input
    /// or max pooling's contest is so close that rounding decides it: it goes one way here and the other way there, rightly in both, and takes
    /// gradients along.
    /// </remarks>
    public TrainingCheck(Network network, int batch, int threads, float rate, float momentum)
    {
        (_network, _batch, _threads, _rate, _momentum) = (network, batch, threads, rate, momentum);
        int few = Math.Min(Few, batch);
        _labels = TestData.Labels(network.Graph.Scores, few);
        _images = WidestContests(few);
        _trials = [.. new[] { few, batch }.Distinct().Select(samples => (samples, Theirs(samples, MemoryFormat.Contiguous, float64)))];
    }

    /// <summary>Whether CnnGen's results are right.</summary>
    public bool Accepts() => Accepts("CnnGen", Ours);

    /// <summary>
    /// Whether TorchSharp's are: in single precision, or else in double. How a format rounds is no reason to leave it out, since it may be the fastest.
    /// </summary>
    public bool Accepts(MemoryFormat format)
    {
        string library = $"TorchSharp ({TorchPeer.Name(format)})";
        return Accepts(library, samples => Theirs(samples, format, float32))
            || Accepts($"{library} in double precision", samples => Theirs(samples, format, float64));
    }

    private bool Accepts(string library, Func<int, Dictionary<string, float[]>> train) => _trials.All(trial =>
    {
        Dictionary<string, float[]> results = train(trial.Samples);
        Agreement agreement = new(Tolerance);
        foreach ((string quantity, float[] exact) in trial.Exact)
        {
            if (exact is [float number])
                agreement.Compare(quantity, results[quantity].Single(), number);
            else
                agreement.Compare(quantity, results[quantity], exact, Cancelled(quantity, trial.Exact));
        }

        return ComparisonOptions.Accept($"{_network.Name}, {library}, training with {trial.Samples}", agreement);
    });

    /// <summary>
    /// Of some seeds' images those whose closest contest in a max pooling is widest: an unpooling moves the whole value with the winner's place, so that
    /// one contest closer than rounding would hide how far gradients agree.
    /// </summary>
    private float[] WidestContests(int samples)
    {
        Model model = CreateModel();
        (float[] Images, double Closest) widest = ([], double.NegativeInfinity);
        for (int seed = TestData.ImagesSeed; seed < TestData.ImagesSeed + Seeds && widest.Closest < double.PositiveInfinity; seed++)
        {
            float[] images = TestData.Images(_network.Graph.Input, samples, seed);
            using TorchPeer peer = CreatePeer(model, images, _labels, MemoryFormat.Contiguous, float64);
            double closest = peer.ClosestContest();
            if (closest > widest.Closest)
                widest = (images, closest);
        }

        return widest.Images;
    }

    /// <summary>Loss, gradients, weights and running statistics of a step, then losses of the steps that follow.</summary>
    private Dictionary<string, float[]> Ours(int samples)
    {
        (float[] images, int[] labels) = Batch(samples);
        Model model = CreateModel();
        using var trainer = (ClassifierTrainer)model.CreateTrainer(_batch, new Sgd(_rate, _momentum), threads: _threads);
        Dictionary<string, float[]> results = new()
        {
            [Loss(1)] = [trainer.ComputeGradients(images, labels)],
            [ImagesGradient] = trainer.InputGradient.ToArray(),
        };
        foreach (ParameterInfo info in trainer.Gradients.Infos)
            results[Gradient(info.Name)] = trainer.Gradients.ToArray(info.Name);
        _ = trainer.Step(images, labels);
        foreach (ParameterInfo info in model.Parameters.Infos)
            results[Value(info.Name)] = model.Parameters.ToArray(info.Name);
        for (int step = 2; step < 2 + MoreSteps; step++)
            results[Loss(step)] = [trainer.Step(images, labels)];
        return results;
    }

    private Dictionary<string, float[]> Theirs(int samples, MemoryFormat format, ScalarType precision)
    {
        (float[] images, int[] labels) = Batch(samples);
        Model model = CreateModel();
        using TorchPeer peer = CreatePeer(model, images, labels, format, precision);
        Dictionary<string, float[]> results = new() { [Loss(1)] = [peer.Step()], [ImagesGradient] = peer.InputGradient.ToArray() };
        foreach (ParameterInfo info in model.Parameters.Infos)
        {
            if (peer.Trains(info.Name))
                results[Gradient(info.Name)] = peer.Gradient(info.Name);
            results[Value(info.Name)] = peer.Value(info.Name);
        }

        for (int step = 2; step < 2 + MoreSteps; step++)
            results[Loss(step)] = [peer.Step()];
        return results;
    }

    private (float[] Images, int[] Labels) Batch(int samples) =>
        (Repeat(_images, samples * _network.Graph.Input.Count), Repeat(_labels, samples * _network.Graph.Scores.Pixels));

    private TorchPeer CreatePeer(Model model, float[] images, int[] labels, MemoryFormat format, ScalarType precision) =>
        new(_network, model.Parameters, images, labels, format, _threads, _rate, _momentum, inputGradient: true, precision);

    private Model CreateModel()
    {
        Model model = _network.Create();
        TestData.Disturb(model.Parameters);
        TestData.LeaveKinks(_network.Graph, model.Parameters);
        return model;
    }

    /// <summary>
    /// The spread to judge a bias gradient by where a batch norm follows: in exact arithmetic it is 0, so what either library has is
    /// rounding of sums as large as those of the layer's weights.
    /// </summary>
    private double Cancelled(string quantity, Dictionary<string, float[]> exact)
    {
        NetworkGraph graph = _network.Graph;
        foreach (Step step in graph.Steps)
        {
            if (step.Layer is BatchNormLayer
                && step.Inputs[0] != NetworkGraph.Images
                && graph.Steps[step.Inputs[0]].Layer is ConvLayer { Bias: { } bias } conv
                && quantity == Gradient(bias))
            {
                return Agreement.Spread(exact[Gradient(conv.Weight)]);
            }
        }

        return 0;
    }

    private static T[] Repeat<T>(T[] values, int count) => [.. Enumerable.Range(0, count).Select(i => values[i % values.Length])];

    private static string Loss(int step) => $"loss of step {step}";

    private static string Gradient(string parameter) => $"gradient of {parameter}";

    private static string Value(string parameter) => $"{parameter} after a step";
}
