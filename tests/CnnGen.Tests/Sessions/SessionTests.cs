using CnnGen.Tests.Harness;
using CnnGen.Training;

namespace CnnGen.Tests.Sessions;

public sealed class SessionTests
{
    private static readonly Declaration Nets = Declaration.Parse("""
        [CnnModel(1, 12, 12)] [Conv(8, 3, padding: 1), BatchNorm, ReLU, MaxPool(2), Linear(16), ReLU, Dropout(0.3), Linear(3)] public partial class Net;
        [CnnModel(1, 4, 4)] [Linear(2), BatchNorm, Linear(2)] public partial class FlatNorm;
        [CnnModel(1, 4, 4)] [Linear(2), MeanSquaredError] public partial class Regression;
        [CnnModel(1, 8, 8)]
        public partial class Staged
        {
            [Conv(4, 3, padding: 1), ReLU, MaxPool(2), Keep] public static partial Stage Features { get; }
            [Conv(5, 3), ReLU] public static partial Stage Hidden { get; }
            [Linear(3)] public static partial Stage Scores { get; }
        }
        """);

    private readonly Model _model = Nets.Create("Net", seed: 1);
    private readonly float[] _images = [.. Enumerable.Range(0, 6 * 144).Select(i => MathF.Sin(i))];
    private readonly int[] _labels = [0, 1, 2, 0, 1, 2];

    [Fact]
    public void RunsAndSteps_AllocateNothing()
    {
        using Predictor predictor = _model.CreatePredictor(6);
        using ClassifierTrainer trainer = (ClassifierTrainer)_model.CreateTrainer(6, new Sgd(0.01f, momentum: 0.9f));
        Exercise(predictor, trainer, 20);
        long thread = GC.GetAllocatedBytesForCurrentThread();
        Exercise(predictor, trainer, 100);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - thread);
    }

    [Fact]
    public void TwoTrainings_AreBitIdentical()
    {
        byte[] first = Train(Nets.Create("Net", seed: 3)), second = Train(Nets.Create("Net", seed: 3));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Scores_DoNotDependOnTheBatch()
    {
        using Predictor one = _model.CreatePredictor(1), many = _model.CreatePredictor(6);
        float[] together = many.Run(_images).ToArray();
        for (int i = 0; i < 6; i++)
            Assert.Equal(together.AsSpan(3 * i, 3).ToArray(), one.Run(_images.AsSpan(i * 144, 144)).ToArray());
    }

    [Fact]
    public void Training_LowersTheLoss()
    {
        using ClassifierTrainer trainer = (ClassifierTrainer)_model.CreateTrainer(6, new Sgd(0.01f, momentum: 0.9f));
        float first = trainer.Step(_images, _labels);
        for (int i = 0; i < 200; i++)
            trainer.Step(_images, _labels);
        Assert.True(trainer.Step(_images, _labels) < first / 2);
    }

    [Fact]
    public void Predictor_KeepsItsSnapshotUntilRefreshed()
    {
        using Predictor predictor = _model.CreatePredictor(6);
        float[] before = predictor.Run(_images).ToArray();
        Train(_model);
        Assert.Equal(before, predictor.Run(_images).ToArray());
        predictor.Refresh();
        Assert.NotEqual(before, predictor.Run(_images).ToArray());
    }

    [Fact]
    public void BadInput_ThrowsAndChangesNothing()
    {
        using Predictor predictor = _model.CreatePredictor(2);
        Assert.Contains("1 x 12 x 12", Assert.Throws<ArgumentException>(() => predictor.Run(new float[143])).Message, StringComparison.Ordinal);
        Assert.Contains("at most 2", Assert.Throws<ArgumentException>(() => predictor.Run(new float[3 * 144])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => _model.CreatePredictor(0));

        byte[] weights = Save(_model);
        using ClassifierTrainer trainer = (ClassifierTrainer)_model.CreateTrainer(6, new Sgd(0.1f));
        Assert.Throws<ArgumentException>(() => trainer.Step(_images, _labels.AsSpan(0, 5)));
        Assert.Contains("Label 1 is 3", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(_images.AsSpan(0, 288), new int[] { 0, 3 })).Message, StringComparison.Ordinal);
        Assert.Contains("Label 0 is -1", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(_images.AsSpan(0, 288), new int[] { -1, 0 })).Message, StringComparison.Ordinal);
        Assert.Contains("Label 1 is 255", Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Step(_images.AsSpan(0, 288), new byte[] { 2, 255 })).Message, StringComparison.Ordinal);
        Assert.Contains("at most 6", Assert.Throws<ArgumentException>(() => trainer.Step(new float[7 * 144], new int[7])).Message, StringComparison.Ordinal);
        float[] broken = [.. _images];
        broken[200] = float.NaN;
        Assert.Throws<NotFiniteNumberException>(() => trainer.Step(broken, _labels));
        Assert.Equal(0, trainer.Steps);
        Assert.Equal(weights, Save(_model));
    }

    [Fact]
    public void Disposed_ThrowsAndScoresStay()
    {
        Predictor predictor = _model.CreatePredictor(1);
        float[] expected = predictor.Run(_images.AsSpan(0, 144)).ToArray();
        ReadOnlySpan<float> scores = predictor.Run(_images.AsSpan(0, 144));
        predictor.Dispose();
        Assert.Equal(expected, scores.ToArray());
        Assert.Throws<ObjectDisposedException>(() => predictor.Run(_images.AsSpan(0, 144)));
        Assert.Throws<ObjectDisposedException>(predictor.Refresh);
        Assert.Throws<ObjectDisposedException>(() => predictor.Classify(_images.AsSpan(0, 144)));

        byte[] weights = Save(_model);
        ClassifierTrainer trainer = (ClassifierTrainer)_model.CreateTrainer(6, new Sgd(0.1f));
        trainer.Dispose();
        trainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Step(_images, _labels));
        Assert.Throws<ObjectDisposedException>(() => trainer.Loss(_images, _labels));
        Assert.Throws<ObjectDisposedException>(() => trainer.ComputeGradients(_images, _labels));
        Assert.Equal(weights, Save(_model));
    }

    [Fact]
    public void BadTargets_ThrowAndChangeNothing()
    {
        Model model = Nets.Create("Regression", seed: 1);
        byte[] weights = Save(model);
        using RegressionTrainer trainer = (RegressionTrainer)model.CreateTrainer(4, new Sgd(0.1f, momentum: 0.9f));
        float[] images = [.. _images.Take(32)];
        Assert.Contains("2 samples of 2 outputs and 3 targets", Assert.Throws<ArgumentException>(() => trainer.Step(images, new float[3])).Message, StringComparison.Ordinal);
        Assert.Throws<NotFiniteNumberException>(() => trainer.Step(images, [0, float.NaN, 0, 0]));
        Assert.Throws<NotFiniteNumberException>(() => trainer.Step(images, [0, float.PositiveInfinity, 0, 0]));
        Assert.Equal(0, trainer.Steps);
        Assert.Equal(weights, Save(model));
    }

    [Fact]
    public void BatchNormOfOneValue_IsRefused()
    {
        Model flat = Nets.Create("FlatNorm");
        using ClassifierTrainer trainer = (ClassifierTrainer)flat.CreateTrainer(4, new Sgd(0.1f));
        Assert.Throws<ArgumentException>(() => trainer.Step(new float[16], new int[] { 0 }));
        trainer.Step(new float[32], new int[] { 0, 1 });
    }

    [Fact]
    public void KeptStage_CanBeRead_OthersNameTheRemedy()
    {
        Model model = Nets.Create("Staged");
        Stage Find(string name) => (Stage)model.GetType().GetProperty(name)!.GetValue(null)!;
        using Predictor predictor = model.CreatePredictor(2);
        predictor.Run([.. Enumerable.Range(0, 128).Select(i => i / 128f)]);
        System.Numerics.Tensors.ReadOnlyTensorSpan<float> features = predictor.Read(Find("Features"), sample: 1);
        Assert.Equal([4, 4, 4], features.Lengths.ToArray());
        Assert.Contains("[Keep]", Assert.Throws<InvalidOperationException>(() => { predictor.Read(Find("Hidden")); }).Message, StringComparison.Ordinal);
        Assert.Equal((5, 2, 2), (Find("Hidden").Channels, Find("Hidden").Height, Find("Hidden").Width));
        Assert.Equal(8, Find("Hidden").ReceptiveField);
    }

    private void Exercise(Predictor predictor, ClassifierTrainer trainer, int times)
    {
        for (int i = 0; i < times; i++)
        {
            predictor.Run(_images);
            trainer.Step(_images, _labels);
            predictor.Refresh();
        }
    }

    private byte[] Train(Model model)
    {
        using ClassifierTrainer trainer = (ClassifierTrainer)model.CreateTrainer(6, new Sgd(0.05f, momentum: 0.9f), seed: 2);
        for (int i = 0; i < 10; i++)
            trainer.Step(_images, _labels);
        return Save(model);
    }

    private static byte[] Save(Model model)
    {
        using MemoryStream stream = new();
        model.Save(stream);
        return stream.ToArray();
    }
}
