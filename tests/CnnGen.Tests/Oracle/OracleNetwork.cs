using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Tests.Oracle;

/// <summary>
/// The slow twin of everything: interprets a network's graph as it was declared, before any pass, in double precision with plain loops.
/// Arrays are NCHW.
/// </summary>
internal sealed class OracleNetwork
{
    private readonly ModelSpec _spec;
    private readonly Network _network;
    private readonly IReadOnlyList<OracleOp> _ops;

    public OracleNetwork(ModelSpec spec)
    {
        _spec = spec;
        _network = GraphBuilder.Build(spec);
        _ops = [.. _network.Graph.Nodes.Select(node => OracleCatalog.Create(node))];
    }

    public IReadOnlyList<Parameter> Parameters => _network.Parameters;

    public Shape Input => _network.Graph.Input.Shape;

    /// <summary>What the labels or targets of each output answer, in order: the shape of its scores, and the label that does not count, if it names one.</summary>
    public IReadOnlyList<(Shape Shape, int? Ignored)> Answered => [.. _network.Graph.Nodes
        .Where(node => node.Op is LossOp)
        .GroupBy(node => ((LossOp)node.Op).Answers ?? 0)
        .OrderBy(losses => losses.Key)
        .Select(losses => (losses.First().Input.Shape, ((LossOp)losses.First().Op).IgnoredLabel))];

    public bool IsRegression => _network.Graph.Nodes.Any(node => node.Op is LossOp { TrainerClass: "RegressionTrainer" });

    /// <summary>Scores in prediction mode.</summary>
    public double[] Predict(OracleRun run, double[] images) => Forward(run with { Training = false }, images);

    /// <summary>Loss in training mode, with the gradient of every parameter and of the images left in the run.</summary>
    public double Gradients(OracleRun run, double[] images)
    {
        OracleRun training = run with { Training = true };
        Forward(training, images);
        Dictionary<Value, double[]> gradients = [];
        foreach ((Node node, OracleOp op) in _network.Graph.Nodes.Zip(_ops).Reverse())
        {
            if (node.Outputs.Count > 0 && !gradients.ContainsKey(node.Output))
                continue;
            double[][] inputs = op.Backward(training, node.Outputs.Count > 0 ? [gradients[node.Output]] : [[]]);
            foreach ((Value value, double[] gradient) in node.Inputs.Zip(inputs))
                gradients[value] = gradients.TryGetValue(value, out double[]? others) ? [.. others.Zip(gradient, (a, b) => a + b)] : gradient;
        }

        run.InputGradient = Scale(gradients[_network.Graph.Input]);
        return run.Loss = training.Loss;
    }

    /// <summary>Loss in training mode.</summary>
    public double Loss(OracleRun run, double[] images)
    {
        OracleRun training = run with { Training = true };
        Forward(training, images);
        return training.Loss;
    }

    /// <summary>
    /// A contest that code in floats may rightly decide otherwise than the oracle on these images, in prediction or in training, as it is closer than roundings;
    /// null if there is none. What no rounding changes, as the order of equal values where maps repeat themselves, is the same in the code.
    /// </summary>
    /// <param name="run">What the oracle ran with.</param>
    /// <param name="images">The images.</param>
    /// <param name="ofGradients">Whether a gradient is in question, so that kinks matter.</param>
    public string? Undecided(OracleRun run, double[] images, bool ofGradients)
    {
        foreach (bool training in new[] { false, true })
        {
            OracleRun mode = run with { Training = training };
            Dictionary<Value, double[]> exact = Values(mode, images);
            Contest[][] contests = [.. _ops.Select(op => op.Contests.Where(contest => !contest.IsKink || (ofGradients && training)).ToArray())];
            Dictionary<Value, double[]>[] rounded = [.. Enumerable.Range(1, Roundings.Runs).Select(seed => Values(mode, images, new Roundings(seed)))];
            foreach ((Node node, Contest[] decided) in _network.Graph.Nodes.Zip(contests))
            {
                foreach (Contest contest in decided)
                {
                    double margin = contest.Margin(exact[node.Input]);
                    double bound = Roundings.Most * rounded.Max(values => Math.Abs(contest.Margin(values[node.Input]) - margin));
                    if (bound > 0 && Math.Abs(margin) <= bound)
                        return $"{node} decides {(margin == 0 ? "among equals" : $"by {margin}")} what roundings change by up to {bound}";
                }
            }
        }

        return null;
    }

    private double[] Forward(OracleRun run, double[] images)
    {
        Dictionary<Value, double[]> values = Values(run, images);
        foreach ((StageSpec stage, Value end) in _spec.Stages.Zip(_network.StageOutputs).Where(pair => pair.Second.Keep))
            run.Kept[stage.PlainName] = values[end];
        return values[_network.Graph.Output];
    }

    /// <summary>All values of a forward pass, exact ones or rounded.</summary>
    private Dictionary<Value, double[]> Values(OracleRun run, double[] images, Roundings? roundings = null)
    {
        run.Loss = 0;
        Dictionary<Value, double[]> values = new() { [_network.Graph.Input] = Normalize(images) };
        if (roundings is not null)
        {
            run = run with { Parameters = run.Parameters.ToDictionary(parameter => parameter.Key, parameter => roundings.Of(parameter.Value)) };
            values[_network.Graph.Input] = roundings.Of(values[_network.Graph.Input]);
        }

        Setting setting = Setting.Of(_network.Graph, run.Training ? Mode.Train : Mode.Predict);
        foreach ((Node node, OracleOp op) in _network.Graph.Nodes.Zip(_ops))
        {
            double[] output = op.Forward(run, [.. node.Inputs.Select(input => values[input])]);
            if (node.Outputs.Count > 0)
                values[node.Output] = roundings is null ? output : IsTiled(node, setting) ? roundings.OfTiled(output, node.Output.Shape) : roundings.Of(output);
            foreach (Value more in node.Outputs.Skip(1))
                values[more] = op.SecondOutput;
        }

        return values;
    }

    /// <summary>Whether the code computes a node's result by minimal filtering.</summary>
    private static bool IsTiled(Node node, Setting setting) => node.Op.ChooseNodes(node, setting).Any(chosen => chosen.Op is WinogradConvOp);

    private double[] Normalize(double[] images) => PerChannel(images, (value, c) =>
        (value - (double)_network.Normalization.Mean[c]) / _network.Normalization.Deviation[c]);

    private double[] Scale(double[] gradient) => PerChannel(gradient, (value, c) => value / _network.Normalization.Deviation[c]);

    private double[] PerChannel(double[] values, Func<double, int, double> function) => _network.Normalization.Mean.Count == 0
        ? values
        : [.. values.Select((value, i) => function(value, i / Input.Pixels % Input.Channels))];
}

/// <summary>What one run of the oracle reads and leaves behind.</summary>
internal sealed record OracleRun(Dictionary<string, double[]> Parameters, int Samples)
{
    public bool Training { get; init; }

    /// <summary>The labels of each output.</summary>
    public int[][] Labels { get; init; } = [];

    /// <summary>The targets of each output.</summary>
    public double[][] Targets { get; init; } = [];

    public ulong Seed { get; init; }

    public ulong Step { get; init; }

    /// <summary>Gradients of trainable parameters by name.</summary>
    public Dictionary<string, double[]> Gradients { get; init; } = [];

    /// <summary>
    /// For each gradient the largest sum of its terms' magnitudes. Where terms cancel, rounding errors go with this, not with what is left.
    /// </summary>
    public Dictionary<string, double> Magnitudes { get; init; } = [];

    /// <summary>Outputs of the stages that stay readable, by name.</summary>
    public Dictionary<string, double[]> Kept { get; init; } = [];

    /// <summary>Running statistics after the step, by name.</summary>
    public Dictionary<string, double[]> Updated { get; init; } = [];

    public double Loss { get; set; }

    public double[] InputGradient { get; set; } = [];

    /// <summary>Records a parameter's gradient with the magnitudes of its terms.</summary>
    public void SetGradient(string name, double[] gradient, double[] magnitudes)
    {
        Gradients[name] = gradient;
        Magnitudes[name] = magnitudes.Max();
    }
}

/// <summary>One op: its forward pass, and below it its derivative.</summary>
internal abstract class OracleOp(Node node)
{
    /// <summary>What the last forward pass decided.</summary>
    public virtual IEnumerable<Contest> Contests => [];

    protected Node Node { get; } = node;

    protected Shape In { get; } = node.Input.Shape;

    protected Shape Out { get; } = node.Outputs.Count > 0 ? node.Output.Shape : default;

    /// <summary>The output, from all inputs in order.</summary>
    public virtual double[] Forward(OracleRun run, double[][] inputs) => Forward(run, inputs[0]);

    /// <summary>The gradients of all inputs in order, from the one of the output; a loss has no output and adds its own.</summary>
    public virtual double[][] Backward(OracleRun run, double[][] outputs) => [Backward(run, outputs[0])];

    /// <summary>What the op writes beside its output, if another reads it.</summary>
    public virtual double[] SecondOutput => throw new NotSupportedException();

    /// <summary>The output of an op with one input.</summary>
    public virtual double[] Forward(OracleRun run, double[] x) => throw new NotSupportedException();

    /// <summary>The gradient of the one input.</summary>
    public virtual double[] Backward(OracleRun run, double[] dy) => throw new NotSupportedException();

    /// <summary>Every element of a batch of <paramref name="shape"/>: sample, channel, row, column.</summary>
    protected static IEnumerable<(int N, int C, int Y, int X)> Elements(Shape shape, int samples)
    {
        for (int i = 0; i < samples * shape.Count; i++)
            yield return (i / shape.Pixels / shape.Channels, i / shape.Pixels % shape.Channels, i / shape.Width % shape.Height, i % shape.Width);
    }

    /// <summary>Place of an element in a batch of <paramref name="shape"/>.</summary>
    protected static int At(Shape shape, int n, int c, int y, int x) => ((((n * shape.Channels) + c) * shape.Height) + y) * shape.Width + x;
}
