using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;

namespace CnnGen.Tests.Oracle;

/// <summary>loss = mean of -sum_k q_k log softmax(x)_k.</summary>
internal sealed class CrossEntropyOracle(Node node, CrossEntropyOp op) : OracleOp(node)
{
    private double[][] _probabilities = [];

    public override double[] Forward(OracleRun run, double[] x)
    {
        if (!run.Training)
            return x;
        _probabilities = [.. x.Chunk(In.Channels).Select(row => SoftmaxOracle.Row(row))];
        for (int n = 0; n < run.Samples; n++)
        {
            for (int k = 0; k < In.Channels; k++)
                run.Loss -= op.Weight * Target(run, n, k) * Math.Log(_probabilities[n][k]) / run.Samples;
        }

        return x;
    }

    public override double[] Backward(OracleRun run, double[] dy) =>
        [.. _probabilities.SelectMany((row, n) => row.Select((p, k) => op.Weight * (p - Target(run, n, k)) / run.Samples))];

    private double Target(OracleRun run, int sample, int k) =>
        ((run.Labels[sample] == k ? 1 : 0) * (1 - (double)op.Smoothing)) + ((double)op.Smoothing / In.Channels);
}

/// <summary>loss = mean of (y - t)^2.</summary>
internal sealed class MeanSquaredErrorOracle(Node node, MeanSquaredErrorOp op) : OracleOp(node)
{
    private double[] _y = [];

    public override double[] Forward(OracleRun run, double[] x)
    {
        _y = x;
        if (run.Training)
            run.Loss += op.Weight * x.Select((y, i) => Math.Pow(y - run.Targets[i], 2)).Average();
        return x;
    }

    public override double[] Backward(OracleRun run, double[] dy) => [.. _y.Select((y, i) => op.Weight * 2 * (y - run.Targets[i]) / _y.Length)];
}
