using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;
using CnnGen.Generator.Layers.Shared;

namespace CnnGen.Tests.Oracle;

/// <summary>y = gamma * (x - mean) / sqrt(variance + epsilon) + beta over a group of channels and all pixels of a sample, scale and shift by channel or element.</summary>
internal sealed class GroupNormOracle(Node node, GroupNormOp op) : OracleOp(node)
{
    private double[] _normalized = [];
    private double[] _inverseDeviation = [];

    private int Count => (int)In.Count / op.Groups;

    public override double[] Forward(OracleRun run, double[] x)
    {
        int groups = x.Length / Count;
        double[] mean = new double[groups], variance = new double[groups];
        for (int i = 0; i < x.Length; i++)
            mean[i / Count] += x[i] / Count;
        for (int i = 0; i < x.Length; i++)
            variance[i / Count] += Math.Pow(x[i] - mean[i / Count], 2) / Count;
        _inverseDeviation = [.. variance.Select(v => 1 / Math.Sqrt(v + op.Epsilon))];
        _normalized = [.. x.Select((value, i) => (value - mean[i / Count]) * _inverseDeviation[i / Count])];
        return [.. _normalized.Select((value, i) => op.Gamma is null ? value : (value * run.Parameters[op.Gamma.Name][Place(i)]) + run.Parameters[op.Beta!.Name][Place(i)])];
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double[] g = op.Gamma is null ? dy : [.. dy.Select((d, i) => d * run.Parameters[op.Gamma.Name][Place(i)])];
        double[] mean = new double[dy.Length / Count], product = new double[dy.Length / Count];
        for (int i = 0; i < dy.Length; i++)
        {
            mean[i / Count] += g[i] / Count;
            product[i / Count] += g[i] * _normalized[i] / Count;
        }

        if (op.Gamma is not null)
        {
            SetSums(run, op.Gamma, [.. dy.Select((d, i) => d * _normalized[i])]);
            SetSums(run, op.Beta!, dy);
        }

        return [.. g.Select((d, i) => _inverseDeviation[i / Count] * (d - mean[i / Count] - (_normalized[i] * product[i / Count])))];
    }

    private void SetSums(OracleRun run, Parameter parameter, double[] terms)
    {
        double[] sums = new double[parameter.Count], magnitudes = new double[parameter.Count];
        for (int i = 0; i < terms.Length; i++)
        {
            sums[Place(i)] += terms[i];
            magnitudes[Place(i)] += Math.Abs(terms[i]);
        }

        run.SetGradient(parameter.Name, sums, magnitudes);
    }

    /// <summary>Where an element's scale and shift stand in their tensors.</summary>
    private int Place(int index) => op.PerElement ? index % (int)In.Count : index / In.Pixels % In.Channels;
}

/// <summary>y[c] = x[c] / (k + alpha / size * sum of x[j]^2)^beta for j from c - size / 2 to c + (size - 1) / 2.</summary>
internal sealed class LocalResponseNormOracle(Node node, LocalResponseNormOp op) : OracleOp(node)
{
    private double[] _x = [];
    private double[] _denominator = [];

    private double Ratio => (double)op.Alpha / op.Window.Size;

    public override double[] Forward(OracleRun run, double[] x)
    {
        _x = x;
        _denominator = [.. Enumerable.Repeat((double)op.K, x.Length)];
        ForEachPair(run.Samples, (centre, neighbour) => _denominator[centre] += Ratio * x[neighbour] * x[neighbour]);
        return [.. x.Select((value, i) => value * Math.Pow(_denominator[i], -op.Beta))];
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double[] dx = [.. dy.Select((d, i) => d * Math.Pow(_denominator[i], -op.Beta))];
        ForEachPair(run.Samples, (centre, neighbour) =>
            dx[neighbour] -= 2 * Ratio * op.Beta * _x[neighbour] * dy[centre] * _x[centre] * Math.Pow(_denominator[centre], -op.Beta - 1));
        return dx;
    }

    private void ForEachPair(int samples, Action<int, int> visit)
    {
        int size = op.Window.Size;
        foreach ((int n, int c, int y, int x) in Elements(In, samples))
        {
            for (int j = Math.Max(0, c - (size / 2)); j <= Math.Min(In.Channels - 1, c + ((size - 1) / 2)); j++)
                visit(At(In, n, c, y, x), At(In, n, j, y, x));
        }
    }
}
