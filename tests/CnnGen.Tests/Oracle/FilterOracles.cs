using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;

namespace CnnGen.Tests.Oracle;

/// <summary>Products of inputs and weights, each with the output that it is added to: the first of each, and the steps to the next ones.</summary>
internal readonly record struct Products(int Count, int X, int XStep, int W, int WStep, int Y, int YStep);

/// <summary>A layer whose outputs are sums of products of weights and inputs, with a bias for each output channel.</summary>
internal abstract class FilterOracle(Node node, Parameter weight, Parameter? bias) : OracleOp(node)
{
    private double[] _x = [];

    public override double[] Forward(OracleRun run, double[] x)
    {
        _x = x;
        double[] w = run.Parameters[weight.Name];
        double[] y = new double[run.Samples * Out.Count];
        foreach (Products row in Rows(run.Samples))
        {
            for (int i = 0, xi = row.X, wi = row.W, yi = row.Y; i < row.Count; i++, xi += row.XStep, wi += row.WStep, yi += row.YStep)
                y[yi] += w[wi] * x[xi];
        }

        if (bias is not null)
            ForEachOutput(run.Samples, (o, yi) => y[yi] += run.Parameters[bias.Name][o]);
        return y;
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double[] w = run.Parameters[weight.Name];
        double[] dx = new double[_x.Length], dw = new double[w.Length], dwMagnitude = new double[w.Length];
        foreach (Products row in Rows(run.Samples))
        {
            for (int i = 0, xi = row.X, wi = row.W, yi = row.Y; i < row.Count; i++, xi += row.XStep, wi += row.WStep, yi += row.YStep)
            {
                dx[xi] += w[wi] * dy[yi];
                dw[wi] += _x[xi] * dy[yi];
                dwMagnitude[wi] += Math.Abs(_x[xi] * dy[yi]);
            }
        }

        run.SetGradient(weight.Name, dw, dwMagnitude);
        if (bias is null)
            return dx;

        double[] db = new double[Out.Channels], dbMagnitude = new double[Out.Channels];
        ForEachOutput(run.Samples, (o, yi) =>
        {
            db[o] += dy[yi];
            dbMagnitude[o] += Math.Abs(dy[yi]);
        });
        run.SetGradient(bias.Name, db, dbMagnitude);
        return dx;
    }

    /// <summary>Every product once.</summary>
    protected abstract IEnumerable<Products> Rows(int samples);

    private void ForEachOutput(int samples, Action<int, int> visit)
    {
        for (int i = 0; i < samples * Out.Count; i++)
            visit(i / Out.Pixels % Out.Channels, i);
    }
}

/// <summary>y[n, o, i, j] = b[o] + sum w[o, c, u, v] * x[n, group * C/G + c, i * s + u * d - p, j * s + v * d - p].</summary>
internal sealed class ConvOracle(Node node, ConvOp op) : FilterOracle(node, op.Weight, op.Bias)
{
    protected override IEnumerable<Products> Rows(int samples)
    {
        int k = op.Window.Kernel, s = op.Window.Stride, d = op.Window.Dilation, p = op.Window.PaddingBefore;
        int groups = op.Bank.Groups, inputs = In.Channels / groups, outputs = Out.Channels / groups;
        foreach ((int n, int o, int i, int j) in Elements(Out, samples))
        {
            int first = o / outputs * inputs, tap = o * inputs * k * k;
            for (int u = 0; u < k; u++)
            {
                for (int v = 0; v < k; v++, tap++)
                {
                    int y = (i * s) + (u * d) - p, x = (j * s) + (v * d) - p;
                    if (y >= 0 && y < In.Height && x >= 0 && x < In.Width)
                        yield return new Products(inputs, At(In, n, first, y, x), In.Pixels, tap, k * k, At(Out, n, o, i, j), 0);
                }
            }
        }
    }
}

/// <summary>y[n, o] = b[o] + sum w[o, k] * x[n, k].</summary>
internal sealed class LinearOracle(Node node, LinearOp op) : FilterOracle(node, op.Weight, op.Bias)
{
    protected override IEnumerable<Products> Rows(int samples)
    {
        int inputs = (int)In.Count, outputs = Out.Channels;
        for (int i = 0; i < samples * outputs; i++)
            yield return new Products(inputs, i / outputs * inputs, 1, i % outputs * inputs, 1, i, 0);
    }
}
