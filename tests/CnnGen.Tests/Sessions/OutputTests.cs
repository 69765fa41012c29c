using CnnGen.Tests.Harness;
using CnnGen.Training;

namespace CnnGen.Tests.Sessions;

/// <summary>Several outputs: each has labels or targets of its own, and its scores can be read.</summary>
public sealed class OutputTests
{
    private const int Batch = 4, Samples = 3, Pixels = 6 * 5;

    private static readonly Declaration Nets = Declaration.Parse("""
        [CnnModel(2, 6, 5)]
        public partial class Heads
        {
            [Auxiliary(0.5), Linear(4)] public static partial Stage Hint { get; }
            [From(Stage.Input), Linear(4)] public static partial Stage Digit { get; }
            [From(Stage.Input), Conv(3, 1), PixelCrossEntropy(ignore: 9)] public static partial Stage Place { get; }
            [From(Stage.Input), Linear(2)] public static partial Stage Colour { get; }
        }
        [CnnModel(2, 6, 5)]
        public partial class Values
        {
            [Linear(4), MeanSquaredError] public static partial Stage Size { get; }
            [From(Stage.Input), Conv(3, 1), MeanSquaredError] public static partial Stage Depth { get; }
        }
        [CnnModel(2, 6, 5)]
        public partial class Opinions
        {
            [Linear(4)] public static partial Stage Scores { get; }
            [CrossEntropy(ignore: 0)] public static partial Stage Mine { get; }
            [From(nameof(Scores)), CrossEntropy(labelSmoothing: 0.2)] public static partial Stage Yours { get; }
            [Auxiliary, From(nameof(Scores)), CrossEntropy] public static partial Stage Theirs { get; }
        }
        """);

    private readonly float[] _images = [.. Enumerable.Range(0, Samples * 2 * Pixels).Select(i => MathF.Sin(i))];
    private readonly int[] _digits = [3, 0, 2], _places = [.. Enumerable.Range(0, Samples * Pixels).Select(i => i % 4 == 3 ? 9 : i % 4)], _colours = [1, 0, 1];

    private int[] Labels => [.. _digits, .. _places, .. _colours];

    [Theory]
    [InlineData(0, "Hint", "Digit")]
    [InlineData(Samples - 1, "Hint", "Digit")]
    [InlineData(Samples, "Place")]
    [InlineData(Samples + (Samples * Pixels) - 2, "Place")]
    [InlineData(Samples + (Samples * Pixels), "Colour")]
    [InlineData(Samples + (Samples * Pixels) + Samples - 1, "Colour")]
    public void Label_TrainsItsOutputAlone(int label, params string[] trained)
    {
        using ClassifierTrainer trainer = (ClassifierTrainer)Nets.Create("Heads").CreateTrainer(Batch, new Sgd(0.1f));
        int[] labels = Labels;
        trainer.ComputeGradients(_images, labels);
        Dictionary<string, float[]> before = Gradients(trainer);
        labels[label] = 1 - Math.Min(labels[label], 1);
        trainer.ComputeGradients(_images, labels);
        Assert.All(Gradients(trainer), gradient => Assert.Equal(
            trained.Contains(gradient.Key.Split('.')[0]), !gradient.Value.SequenceEqual(before[gradient.Key])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((Samples * 4) - 1)]
    [InlineData(Samples * 4)]
    [InlineData((Samples * 4) + (Samples * 3 * Pixels) - 1)]
    public void Target_TrainsItsOutputAlone(int target)
    {
        using RegressionTrainer trainer = (RegressionTrainer)Nets.Create("Values").CreateTrainer(Batch, new Sgd(0.1f));
        float[] targets = [.. Enumerable.Range(0, Samples * trainer.TargetsPerSample).Select(i => MathF.Cos(i))];
        trainer.ComputeGradients(_images, targets);
        Dictionary<string, float[]> before = Gradients(trainer);
        targets[target] += 1;
        trainer.ComputeGradients(_images, targets);
        string trained = target < Samples * 4 ? "Size" : "Depth";
        Assert.All(Gradients(trainer), gradient => Assert.Equal(gradient.Key.Split('.')[0] == trained, !gradient.Value.SequenceEqual(before[gradient.Key])));
    }

    [Theory]
    [InlineData(1, 4, "Label 1 is 4; it is for 'Digit', which has classes 0 to 3")]
    [InlineData(Samples, 3, "Label 3 is 3; it is for 'Place', which has classes 0 to 2. 9 marks what does not count")]
    [InlineData(Samples + (Samples * Pixels), 2, "Label 93 is 2; it is for 'Colour', which has classes 0 to 1")]
    [InlineData(0, 9, "Label 0 is 9; it is for 'Digit', which has classes 0 to 3. If it marks what shall not count")]
    public void LabelOutOfRange_NamesTheOutput(int place, int label, string message)
    {
        using ClassifierTrainer trainer = (ClassifierTrainer)Nets.Create("Heads").CreateTrainer(Batch, new Sgd(0.1f));
        int[] labels = Labels;
        labels[place] = label;
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(_images, labels)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WrongCounts_TellWhatEachOutputNeeds()
    {
        using ClassifierTrainer trainer = (ClassifierTrainer)Nets.Create("Heads").CreateTrainer(Batch, new Sgd(0.1f));
        Assert.Equal(1 + Pixels + 1, trainer.LabelsPerSample);
        Assert.Contains(
            "3 samples and 3 labels; each sample needs one for 'Digit' and 6 x 5, one for each pixel of the output for 'Place' and one for 'Colour'",
            Assert.Throws<ArgumentException>(() => trainer.Step(_images, _digits)).Message, StringComparison.Ordinal);
        using RegressionTrainer regression = (RegressionTrainer)Nets.Create("Values").CreateTrainer(Batch, new Sgd(0.1f));
        Assert.Contains(
            "3 samples of 4 outputs of 'Size' and 90 outputs of 'Depth' and 5 targets",
            Assert.Throws<ArgumentException>(() => regression.Step(_images, new float[5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryOutput_CanBeRead()
    {
        Model model = Nets.Create("Heads");
        using Predictor predictor = model.CreatePredictor(Batch);
        float[] scores = predictor.Run(_images).ToArray();
        Assert.Equal(Samples * 2, scores.Length);
        float[] colour = new float[2], digit = new float[4], place = new float[3 * Pixels];
        for (int sample = 0; sample < Samples; sample++)
        {
            predictor.Read(Stage(model, "Colour"), sample).FlattenTo(colour);
            Assert.Equal(scores[(sample * 2)..((sample * 2) + 2)], colour);
            predictor.Read(Stage(model, "Digit"), sample).FlattenTo(digit);
            predictor.Read(Stage(model, "Place"), sample).FlattenTo(place);
            Assert.DoesNotContain(0f, digit.Concat(place));
        }
    }

    [Fact]
    public void Steps_AllocateNothing()
    {
        using ClassifierTrainer trainer = (ClassifierTrainer)Nets.Create("Heads").CreateTrainer(Batch, new Sgd(0.01f));
        int[] labels = Labels;
        for (int i = 0; i < 20; i++)
            trainer.Step(_images, labels);
        long thread = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            trainer.Step(_images, labels);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - thread);
    }

    /// <summary>Flat outputs beside maps, values, and three losses of the same scores.</summary>
    [Theory]
    [InlineData("Heads")]
    [InlineData("Values")]
    [InlineData("Opinions")]
    public void Outputs_AgreeWithTheOracle(string name) => new Comparison(Nets, name, seed: 1).Run();

    private static Stage Stage(Model model, string name) => (Stage)model.GetType().GetProperty(name)!.GetValue(null)!;

    private static Dictionary<string, float[]> Gradients(Trainer trainer) => trainer.Gradients.Infos.ToDictionary(info => info.Name, info => trainer.Gradients.ToArray(info.Name));
}
