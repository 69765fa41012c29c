using CnnGen.Tests.Harness;
using CnnGen.Training;

namespace CnnGen.Tests.Training;

/// <summary>Clipping and adaptive rules within a trainer.</summary>
public sealed class ClippingTests
{
    private static readonly Declaration Nets = Declaration.Parse("""
        [CnnModel(3, 7, 6)] [Conv(5, 3, padding: 1), BatchNorm, ReLU, MaxPool(2), Conv(9, 2), LeakyReLU, Linear(11), ReLU, Linear(3)] public partial class Classes;
        [CnnModel(3, 7, 6)] [ReLU, BatchNorm, MaxPool(2), Conv(5, 1), LeakyReLU, MeanSquaredError] public partial class Values;
        """);

    /// <summary>What lies between the tensors, padding, must not count: not the remains of other maps in the lanes past the last channel.</summary>
    [Fact]
    public void Norm_IsThatOfTheNamedGradients()
    {
        using Trainer classes = Nets.Create("Classes", seed: 1).CreateTrainer(4, new Sgd(0.1f));
        using Trainer values = Nets.Create("Values", seed: 1).CreateTrainer(4, new Sgd(0.1f));
        for (int step = 0; step < 3; step++)
        {
            Step(classes);
            Step(values);
            foreach (Trainer trainer in (Trainer[])[classes, values])
            {
                double squares = trainer.Gradients.Infos.Sum(info => trainer.Gradients.ToArray(info.Name).Sum(g => (double)g * g));
                Assert.Equal(Math.Sqrt(squares), GradientNorm.Of(trainer.Gradients.Block), tolerance: 1e-9);
            }
        }
    }

    [Fact]
    public void Step_FollowsTheClippedGradient_AndLeavesGradientsAsTheyAre()
    {
        Model model = Nets.Create("Classes", seed: 1);
        using Trainer trainer = model.CreateTrainer(4, new Sgd(1f) { ClipNorm = 0.25f });
        float[] before = model.Parameters.ToArray("linear2.weight");
        Step(trainer);
        double norm = GradientNorm.Of(trainer.Gradients.Block);
        Assert.True(norm > 0.25);
        float[] after = model.Parameters.ToArray("linear2.weight"), gradient = trainer.Gradients.ToArray("linear2.weight");
        for (int i = 0; i < after.Length; i++)
            Assert.Equal(before[i] - (gradient[i] * 0.25 / norm), after[i], tolerance: 1e-6);
    }

    [Fact]
    public void AdaptiveSteps_AllocateNothingAndLowerTheLoss()
    {
        foreach (Optimizer optimizer in (Optimizer[])[new Adam(0.01f) { ClipNorm = 1 }, new AdamW(0.01f) { ClipNorm = 1 }])
        {
            using Trainer trainer = Nets.Create("Classes", seed: 1).CreateTrainer(4, optimizer);
            float first = Step(trainer);
            for (int i = 0; i < 20; i++)
                Step(trainer);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 80; i++)
                Step(trainer);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
            Assert.True(Step(trainer) < first / 2);
        }
    }

    private static readonly float[] Images = [.. Enumerable.Range(0, 4 * 126).Select(i => MathF.Sin(i))];
    private static readonly float[] Targets = new float[4 * 5 * 3 * 3];
    private static readonly int[] Labels = [0, 1, 2, 0];

    private static float Step(Trainer trainer) => trainer is ClassifierTrainer classifier
        ? classifier.Step(Images, Labels)
        : ((RegressionTrainer)trainer).Step(Images, Targets);
}
