using System.Runtime.InteropServices;
using CnnGen.Generator.FrontEnd;
using CnnGen.Generator.Graph;
using CnnGen.Sessions;
using CnnGen.Tests.Oracle;
using CnnGen.Training;

namespace CnnGen.Tests.Harness;

/// <summary>
/// Runs a declared network and its oracle on the same numbers: scores, loss, every gradient and running statistic must agree. The measure is the
/// largest difference over the reference's spread; an exact comparison is for integer data, where sums leave no remainder. Memory is poisoned, and what is
/// compared runs after as many samples of other numbers as there is room for, so that nothing can stem from zeros by chance or from a run before.
/// A difference on numbers where a max pooling decides by less than roundings may amount to tells nothing, for there both results would be right, nor does one
/// of gradients where a ReLU's input is as close to zero: other numbers are drawn and compared.
/// </summary>
internal sealed class Comparison
{
    private const int MostDraws = 10;

    private readonly ModelSpec _spec;
    private readonly Declaration _declaration;
    private readonly Random _random;

    /// <summary>What roundings may decide on the numbers last drawn, or null; the argument is whether gradients differ.</summary>
    private Func<bool, string?>? _undecided;

    public Comparison(Declaration declaration, string name, int seed)
    {
        _declaration = declaration;
        _spec = declaration.Specs.Single(spec => spec.Name == name);
        _random = new Random(seed);
    }

    /// <summary>Of a model of some layers, in the attributes' own text, behind which stands a mean squared error.</summary>
    public static Comparison OfLayers(string layers, int channels, int height, int width, string accuracy = "Accuracy.Fast")
    {
        Declaration declaration = Declaration.Parse($$"""
            [CnnModel({{channels}}, {{height}}, {{width}}, Accuracy = {{accuracy}})]
            [{{layers}}, MeanSquaredError]
            public partial class Net;
            """);
        Assert.Empty(declaration.Problems);
        return new Comparison(declaration, "Net", seed: 1);
    }

    /// <summary>Greatest error over spread that passes.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Whether weights and images are small whole numbers.</summary>
    public bool Integers { get; init; }

    /// <summary>With <see cref="Integers"/>: whether gradients too are dyadic numbers of few bits, as behind one layer and a loss over 2^n elements.</summary>
    public bool ExactGradients { get; init; }

    public int Samples { get; init; } = 3;

    /// <summary>Where the memory of the model and its sessions comes from.</summary>
    public MemorySource Memory { get; init; } = new PoisonedMemory();

    /// <summary>The class whose code is compared, unless it is the declaration's own.</summary>
    public string? Code { get; init; }

    /// <summary>The images of the first draw, if they shall not be random.</summary>
    public float[]? FirstImages { get; init; }

    /// <summary>How many times numbers were drawn and compared.</summary>
    public int Draws { get; private set; }

    private string CodeName => Code ?? _spec.FullName;

    /// <exception cref="UndecidedException">Every draw failed, and on each roundings may rightly have decided a max pooling or a ReLU otherwise.</exception>
    public void Run()
    {
        MemorySource usual = MemorySource.Current;
        MemorySource.Current = Memory;
        try
        {
            for (Draws = 1; ; Draws++)
            {
                try
                {
                    Compare();
                    return;
                }
                catch (DisagreementException failure)
                {
                    if (_undecided?.Invoke(failure.OfGradients) is not { } undecided)
                        throw;
                    if (Draws == MostDraws)
                        throw new UndecidedException($"{failure.Message}\nas on each of {MostDraws} draws, where roundings may decide: {undecided}");
                }
            }
        }
        finally
        {
            MemorySource.Current = usual;
        }
    }

    private void Compare()
    {
        OracleNetwork oracle = new(_spec);
        Model model = _declaration.Create(CodeName, seed: _random.Next());
        FillParameters(model);
        float[] images = Draws == 1 && FirstImages is { } first ? first : Numbers((int)(Samples * oracle.Input.Count));
        OracleRun run = new(Parameters(model), Samples)
        {
            Labels = [.. oracle.Answered.Select(output => Enumerable.Range(0, Samples * output.Shape.Pixels).Select(_ => Label(output.Shape, output.Ignored)).ToArray())],
            Targets = [.. oracle.Answered.Select(output => Reference(Numbers((int)(Samples * output.Shape.Count))))],
            Seed = 5,
        };
        double[] reference = Reference(images);
        _undecided = ofGradients => oracle.Undecided(run, reference, ofGradients);
        float[] others = Numbers((int)((Samples + 1) * oracle.Input.Count)), scores;
        using (Predictor predictor = model.CreatePredictor(Samples + 1))
        {
            PoisonedMemory.ZeroBorders(predictor, Source("Predictor"));
            predictor.Run(others);
            Check("scores", scores = predictor.Run(images).ToArray(), oracle.Predict(run, reference), exact: Integers);
            foreach ((string name, double[] output) in run.Kept)
                Check("stage " + name, Read(predictor, (Stage)model.GetType().GetProperty(name)!.GetValue(null)!), output, exact: Integers);
        }

        using Trainer trainer = model.CreateTrainer(Samples + 1, new Sgd(0.01f), seed: 5);
        PoisonedMemory.ZeroBorders(trainer, Source("Trainer"));
        ForgetGradients(trainer);
        ComputeGradients(trainer, others, WithFirstAgain(run.Labels), WithFirstAgain(run.Targets));
        double expected = oracle.Gradients(run, reference);
        float loss = ComputeGradients(trainer, images, run.Labels, run.Targets);
        Require(Math.Abs(loss - expected) <= Tolerance * (1 + Math.Abs(expected)), $"{_spec.Name}: loss {loss}, oracle {expected}");
        foreach ((string name, double[] gradient) in run.Gradients)
            Check("gradient of " + name, trainer.Gradients.ToArray(name), gradient, ExactGradients, run.Magnitudes[name], ofGradients: true);
        Check("gradient of the input", trainer.InputGradient.ToArray(), run.InputGradient, ExactGradients, ofGradients: true);

        for (int threads = 2; threads <= FineCuts.MostThreads; threads++)
        {
            using Predictor predictor = model.CreatePredictor(Samples + 1, threads);
            PoisonedMemory.ZeroBorders(predictor, Source("Predictor"));
            CheckBits($"scores of {threads} threads", scores, predictor.Run(images));
            using Trainer other = model.CreateTrainer(Samples + 1, new Sgd(0.01f), seed: 5, threads);
            PoisonedMemory.ZeroBorders(other, Source("Trainer"));
            ForgetGradients(other);
            CheckBits($"loss of {threads} threads", [loss], [ComputeGradients(other, images, run.Labels, run.Targets)]);
            CheckBits($"gradients of {threads} threads", trainer.Gradients.Block, other.Gradients.Block);
            CheckBits($"gradient of the input by {threads} threads", trainer.InputGradient, other.InputGradient);
        }

        Step(trainer, images, run);
        foreach ((string name, double[] statistic) in run.Updated)
            Check(name, model.Parameters.ToArray(name), statistic, magnitude: OfOneChannel(statistic));
    }

    /// <summary>A kept stage's output of all samples.</summary>
    private float[] Read(Predictor predictor, Stage stage)
    {
        int count = stage.Channels * stage.Height * stage.Width;
        float[] output = new float[Samples * count];
        for (int sample = 0; sample < Samples; sample++)
            predictor.Read(stage, sample).FlattenTo(output.AsSpan(sample * count, count));
        return output;
    }

    /// <summary>The statistic of a single channel has no spread to measure by: its terms are as large as it is itself.</summary>
    private static double OfOneChannel(double[] statistic) => statistic.Length == 1 ? Math.Abs(statistic[0]) : 0;

    /// <summary>Leaves no gradient that a step could be seen to have written although it did not.</summary>
    private static void ForgetGradients(Trainer trainer)
    {
        foreach (CnnGen.Parameters.ParameterInfo info in trainer.Gradients.Infos)
            trainer.Gradients.Set(info.Name, [.. Enumerable.Repeat(float.NaN, info.Count)]);
    }

    /// <summary>Labels or targets of one sample more, which has those of the first.</summary>
    private T[][] WithFirstAgain<T>(T[][] answers) => [.. answers.Select(output => (T[])[.. output, .. output.Take(output.Length / Samples)])];

    private string Source(string session) => _declaration.Sources[$"{CodeName}.{session}.g.cs"];

    private static float ComputeGradients(Trainer trainer, float[] images, int[][] labels, double[][] targets) => trainer switch
    {
        ClassifierTrainer classifier => classifier.ComputeGradients(images, [.. labels.SelectMany(label => label)]),
        RegressionTrainer regression => regression.ComputeGradients(images, [.. targets.SelectMany(target => target).Select(value => (float)value)]),
        _ => throw new NotSupportedException(),
    };

    private static void Step(Trainer trainer, float[] images, OracleRun run)
    {
        if (trainer is ClassifierTrainer classifier)
            classifier.Step(images, [.. run.Labels.SelectMany(label => label)]);
        else
            ((RegressionTrainer)trainer).Step(images, [.. run.Targets.SelectMany(target => target).Select(value => (float)value)]);
    }

    /// <param name="what">What is compared.</param>
    /// <param name="actual">Numbers of the generated code.</param>
    /// <param name="expected">Numbers of the oracle.</param>
    /// <param name="exact">Whether every bit must agree.</param>
    /// <param name="magnitude">
    /// Sum of the terms' magnitudes where terms may cancel (a bias before a batch norm): some tens of roundings on the way to a term make about 1e-5 of it.
    /// </param>
    /// <param name="ofGradients">Whether these are gradients, which kinks decide.</param>
    private void Check(string what, float[] actual, double[] expected, bool exact = false, double magnitude = 0, bool ofGradients = false)
    {
        Assert.Equal(expected.Length, actual.Length);
        double spread = expected.Max() - expected.Min();
        double error = actual.Select((value, i) => Math.Abs(value - expected[i])).Max();
        if (exact)
            Assert.True(error == 0, $"{_spec.Name}: {what} differs by {error} on whole numbers\n{Describe()}");
        Assert.True(actual.All(float.IsFinite), $"{_spec.Name}: {what} is not finite\n{Describe()}");
        Require(
            error <= (Tolerance * spread) + (1e-5 * magnitude) + 1e-6,
            $"{_spec.Name}: {what} differs by {error} of a spread of {spread} up to {expected.Max()}",
            ofGradients);
    }

    /// <summary>Asserts what roundings may break: sizes, exact numbers, finite numbers and bits are beyond them.</summary>
    private void Require(bool agrees, string message, bool ofGradients = false)
    {
        if (!agrees)
            throw new DisagreementException($"{message}\n{Describe()}", ofGradients);
    }

    private void CheckBits(string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) => Assert.True(
        MemoryMarshal.Cast<float, int>(expected).SequenceEqual(MemoryMarshal.Cast<float, int>(actual)), $"{_spec.Name}: {what} differ from those of one\n{Describe()}");

    private static double[] Reference(float[] images) => [.. images.Select(value => (double)value)];

    private int Label(Shape scores, int? ignored) => ignored is { } label && _random.Next(4) == 0 ? label : _random.Next(scores.Channels);

    private string Describe() => GraphBuilder.Build(_spec).Graph.ToString();

    private void FillParameters(Model model)
    {
        foreach (CnnGen.Parameters.ParameterInfo info in model.Parameters.Infos)
        {
            float[] values = info.Name.EndsWith("running_var", StringComparison.Ordinal)
                ? [.. Enumerable.Range(0, info.Count).Select(_ => 0.5f + _random.NextSingle())]
                : Integers ? Numbers(info.Count) : [.. model.Parameters.ToArray(info.Name).Select(value => value + (0.3f * (_random.NextSingle() - 0.5f)))];
            model.Parameters.Set(info.Name, values);
        }
    }

    private float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => Integers ? _random.Next(-3, 4) : (2 * _random.NextSingle()) - 1)];

    private static Dictionary<string, double[]> Parameters(Model model) => model.Parameters.Infos.ToDictionary(
        info => info.Name, info => model.Parameters.ToArray(info.Name).Select(value => (double)value).ToArray());
}
