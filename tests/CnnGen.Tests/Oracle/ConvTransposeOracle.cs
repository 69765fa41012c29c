using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;

namespace CnnGen.Tests.Oracle;

/// <summary>y[n, o, i * s + u * d - p, j * s + v * d - p] = b[o] + sum w[c, o, u, v] * x[n, c, i, j], scattered input by input.</summary>
internal sealed class ConvTransposeOracle(Node node, ConvTransposeOp op) : OracleOp(node)
{
    private double[] _x = [];

    public override double[] Forward(OracleRun run, double[] x)
    {
        _x = x;
        double[] w = run.Parameters[op.Weight.Name];
        double[] y = new double[run.Samples * Out.Count];
        ForEachProduct(run.Samples, (xi, wi, yi) => y[yi] += w[wi] * x[xi]);
        foreach ((int n, int o, int i, int j) in Elements(Out, run.Samples))
            y[At(Out, n, o, i, j)] += op.Bias is null ? 0 : run.Parameters[op.Bias.Name][o];
        return y;
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double[] w = run.Parameters[op.Weight.Name];
        double[] dx = new double[_x.Length], dw = new double[w.Length], dwMagnitude = new double[w.Length];
        ForEachProduct(run.Samples, (xi, wi, yi) =>
        {
            dx[xi] += w[wi] * dy[yi];
            dw[wi] += _x[xi] * dy[yi];
            dwMagnitude[wi] += Math.Abs(_x[xi] * dy[yi]);
        });
        run.SetGradient(op.Weight.Name, dw, dwMagnitude);
        if (op.Bias is null)
            return dx;

        double[] db = new double[Out.Channels], dbMagnitude = new double[Out.Channels];
        foreach ((int n, int o, int i, int j) in Elements(Out, run.Samples))
        {
            db[o] += dy[At(Out, n, o, i, j)];
            dbMagnitude[o] += Math.Abs(dy[At(Out, n, o, i, j)]);
        }

        run.SetGradient(op.Bias.Name, db, dbMagnitude);
        return dx;
    }

    private void ForEachProduct(int samples, Action<int, int, int> visit)
    {
        int k = op.Window.Kernel, s = op.Window.Stride, d = op.Window.Dilation, p = op.Window.PaddingBefore;
        int groups = op.Mirror.Groups, inputs = In.Channels / groups, outputs = Out.Channels / groups;
        foreach ((int n, int c, int i, int j) in Elements(In, samples))
        {
            foreach ((_, int o, int u, int v) in Elements(new Shape(outputs, k, k), 1))
            {
                int y = (i * s) + (u * d) - p, x = (j * s) + (v * d) - p;
                if (y >= 0 && y < Out.Height && x >= 0 && x < Out.Width)
                    visit(At(In, n, c, i, j), (((((c * outputs) + o) * k) + u) * k) + v, At(Out, n, (c / inputs * outputs) + o, y, x));
            }
        }
    }
}
