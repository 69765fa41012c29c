using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;

namespace CnnGen.Tests.Oracle;

/// <summary>loss = sum of -sum_k q_k log softmax(x)_k over the pixels that count, by the sum of their labels' class weights; 0 where that is.</summary>
internal sealed class CrossEntropyOracle(Node node, CrossEntropyOp op) : OracleOp(node)
{
    private double[] _x = [];

    public override double[] Forward(OracleRun run, double[] x)
    {
        _x = x;
        if (!run.Training)
            return x;
        double counted = Counted(run), loss = 0;
        foreach ((int n, int y, int column) in Pixels(run.Samples))
        {
            double[] p = Probabilities(n, y, column), q = Targets(run, n, y, column);
            for (int k = 0; k < In.Channels; k++)
                loss -= q[k] * Math.Log(p[k]);
        }

        run.Loss += counted > 0 ? op.Weight * loss / counted : 0;
        return x;
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double[] dx = new double[_x.Length];
        double counted = Counted(run);
        foreach ((int n, int y, int column) in Pixels(run.Samples))
        {
            double[] p = Probabilities(n, y, column), q = Targets(run, n, y, column);
            for (int k = 0; k < In.Channels; k++)
                dx[At(In, n, k, y, column)] = counted > 0 ? op.Weight * ((p[k] * q.Sum()) - q[k]) / counted : 0;
        }

        return dx;
    }

    private IEnumerable<(int N, int Y, int X)> Pixels(int samples) => Elements(In with { Channels = 1 }, samples).Select(e => (e.N, e.Y, e.X));

    private double[] Probabilities(int n, int y, int x) => SoftmaxOracle.Row(Enumerable.Range(0, In.Channels).Select(k => _x[At(In, n, k, y, x)]));

    private double[] Targets(OracleRun run, int n, int y, int x)
    {
        int label = run.Labels[op.Answers ?? 0][At(In with { Channels = 1 }, n, 0, y, x)];
        double smoothing = op.Smoothing;
        return [.. Enumerable.Range(0, In.Channels).Select(k =>
            label == op.Ignored ? 0 : ClassWeight(k) * ((k == label ? 1 - smoothing : 0) + (smoothing / In.Channels)))];
    }

    private double Counted(OracleRun run) => run.Labels[op.Answers ?? 0].Where(label => label != op.Ignored).Sum(ClassWeight);

    private double ClassWeight(int k) => op.ClassWeights.Length == 0 ? 1 : op.ClassWeights[k];
}

/// <summary>loss = mean of (y - t)^2.</summary>
internal sealed class MeanSquaredErrorOracle(Node node, MeanSquaredErrorOp op) : OracleOp(node)
{
    private double[] _y = [];

    public override double[] Forward(OracleRun run, double[] x)
    {
        _y = x;
        if (run.Training)
            run.Loss += op.Weight * x.Select((y, i) => Math.Pow(y - run.Targets[op.Answers ?? 0][i], 2)).Average();
        return x;
    }

    public override double[] Backward(OracleRun run, double[] dy) => [.. _y.Select((y, i) => op.Weight * 2 * (y - run.Targets[op.Answers ?? 0][i]) / _y.Length)];
}
