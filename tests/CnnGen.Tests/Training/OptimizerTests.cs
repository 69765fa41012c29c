using CnnGen.Training;

namespace CnnGen.Tests.Training;

/// <summary>Update rules against their definitions in double precision, parameter by parameter.</summary>
public sealed class OptimizerTests
{
    private const int Count = 80, Steps = 12;

    private delegate void Rule(double[] w, double[] g, double[] first, double[] second, int age);

    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(0, false, 0.1)]
    [InlineData(0.9, false, 0.1)]
    [InlineData(0.9, true, 0.1)]
    public void Sgd_FollowsItsDefinition(double momentum, bool nesterov, double weightDecay) =>
        Check(new Sgd(LearningRate.StepDecay(0.1f, every: 4, factor: 0.5f), (float)momentum, nesterov, (float)weightDecay), (w, g, v, _, age) =>
        {
            double rate = 0.1 * Math.Pow(0.5, (age - 1) / 4);
            for (int i = 0; i < Count; i++)
            {
                double d = g[i] + (weightDecay * w[i]);
                v[i] = (momentum * v[i]) + d;
                w[i] -= rate * (nesterov ? d + (momentum * v[i]) : v[i]);
            }
        });

    [Theory]
    [InlineData(1e-3, 0.9, 0.999, 1e-8, 0)]
    [InlineData(0.02, 0.8, 0.99, 1e-3, 0.1)]
    [InlineData(0.02, 0, 0, 0.1, 0.1)]
    public void Adam_FollowsItsDefinition(double rate, double beta1, double beta2, double epsilon, double weightDecay) => Check(
        new Adam((float)rate, beta1, beta2, (float)epsilon, (float)weightDecay),
        AdamRule(rate, beta1, beta2, epsilon, penalty: weightDecay, decay: 0));

    [Theory]
    [InlineData(1e-3, 0.9, 0.999, 1e-8, 0.01)]
    [InlineData(0.02, 0.8, 0.99, 1e-3, 0.3)]
    public void AdamW_FollowsItsDefinition(double rate, double beta1, double beta2, double epsilon, double weightDecay) => Check(
        new AdamW((float)rate, beta1, beta2, (float)epsilon, (float)weightDecay),
        AdamRule(rate, beta1, beta2, epsilon, penalty: 0, decay: weightDecay));

    [Fact]
    public void Defaults_ArePyTorchs()
    {
        Check(new Adam(), AdamRule(1e-3, 0.9, 0.999, 1e-8, penalty: 0, decay: 0));
        Check(new AdamW(), AdamRule(1e-3, 0.9, 0.999, 1e-8, penalty: 0, decay: 0.01));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(4.9)]
    [InlineData(1000)]
    public void ClipNorm_ShortensWhatIsLonger(double limit)
    {
        Rule adam = AdamRule(0.02, 0.9, 0.999, 1e-8, penalty: 0.1, decay: 0), sgd = (w, g, _, _, _) =>
        {
            for (int i = 0; i < Count; i++)
                w[i] -= 0.1 * g[i];
        };
        Check(new Adam(0.02f, weightDecay: 0.1f) { ClipNorm = (float)limit }, Clipped(adam, limit));
        Check(new Sgd(0.1f) { ClipNorm = (float)limit }, Clipped(sgd, limit));
    }

    [Fact]
    public void Norm_IsThatOfADoubleLoop()
    {
        float[] gradients = Numbers(new Random(4), 16 * 1000);
        Assert.Equal(Math.Sqrt(gradients.Sum(g => (double)g * g)), GradientNorm.Of(gradients), tolerance: 1e-10);
        gradients[7] = float.NaN;
        Assert.True(float.IsNaN(GradientNorm.Factor(gradients, 1)));
    }

    [Fact]
    public void Updates_AreBitIdentical()
    {
        foreach (Optimizer optimizer in (Optimizer[])[new Adam { ClipNorm = 1 }, new AdamW { ClipNorm = 1 }, new Sgd(0.1f, momentum: 0.9f) { ClipNorm = 1 }])
            Assert.Equal(Run(optimizer), Run(optimizer));
    }

    [Fact]
    public void Moments_ThatFade_BecomeZero()
    {
        Adam optimizer = new(beta2: 0.9);
        float[] w = new float[16], state = new float[32];
        optimizer.Update(1, w, Enumerable.Repeat(1f, 16).ToArray(), state, 0);
        for (int step = 1; step < 1000; step++)
            optimizer.Update(1, w, new float[16], state, step);
        Assert.All(state, moment => Assert.Equal(0, moment));
    }

    [Fact]
    public void SettingsOutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(beta2: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdamW(learningRate: -1f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1f) { ClipNorm = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(0.1f) { ClipNorm = float.NaN });
    }

    private static Rule AdamRule(double rate, double beta1, double beta2, double epsilon, double penalty, double decay) => (w, g, m, v, age) =>
    {
        for (int i = 0; i < Count; i++)
        {
            w[i] *= 1 - (rate * decay);
            double d = g[i] + (penalty * w[i]);
            m[i] = (beta1 * m[i]) + ((1 - beta1) * d);
            v[i] = (beta2 * v[i]) + ((1 - beta2) * d * d);
            w[i] -= rate * (m[i] / (1 - Math.Pow(beta1, age))) / (Math.Sqrt(v[i] / (1 - Math.Pow(beta2, age))) + epsilon);
        }
    };

    private static Rule Clipped(Rule rule, double limit) => (w, g, first, second, age) =>
    {
        double norm = Math.Sqrt(g.Sum(value => value * value));
        rule(w, norm > limit ? [.. g.Select(value => value * limit / (norm + 1e-6))] : g, first, second, age);
    };

    /// <summary>Weights of magnitude 1 are followed over some steps; each rounds a few times.</summary>
    private static void Check(Optimizer optimizer, Rule rule)
    {
        Random random = new(1);
        float[] w = Numbers(random, Count), state = new float[Count * optimizer.StatePerParameter];
        double[] expected = [.. w.Select(value => (double)value)], first = new double[Count], second = new double[Count];
        for (int step = 0; step < Steps; step++)
        {
            float[] g = Numbers(random, Count);
            optimizer.Update(1, w, g, state, step);
            rule(expected, [.. g.Select(value => (double)value)], first, second, step + 1);
            for (int i = 0; i < Count; i++)
                Assert.Equal(expected[i], w[i], tolerance: 2e-6);
        }
    }

    private static float[] Run(Optimizer optimizer)
    {
        Random random = new(2);
        float[] w = Numbers(random, Count), state = new float[Count * optimizer.StatePerParameter];
        for (int step = 0; step < Steps; step++)
            optimizer.Update(1, w, Numbers(random, Count), state, step);
        return w;
    }

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
}
