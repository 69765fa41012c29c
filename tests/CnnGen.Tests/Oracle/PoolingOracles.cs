extern alias Compiler;

using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;
using Window = Compiler::CnnGen.Kernels.Window;

namespace CnnGen.Tests.Oracle;

/// <summary>y = max over the window; the first of equals in row-major order takes the gradient.</summary>
internal sealed class MaxPoolOracle(Node node, MaxPoolOp op) : OracleOp(node)
{
    /// <summary>For each output the places of its window in the input, row by row.</summary>
    private int[][] _windows = [];

    private int[] _winners = [];
    private int _inputLength;

    /// <summary>For each output the place of its winner in the input.</summary>
    public override double[] SecondOutput => [.. _winners.Select(place => (double)place)];

    public override IEnumerable<Contest> Contests =>
        _windows.SelectMany((window, output) => window.Where(place => place != _winners[output]).Select(place => new Contest(_winners[output], place)));

    public override double[] Forward(OracleRun run, double[] x)
    {
        _inputLength = x.Length;
        _windows = [.. Elements(Out, run.Samples).Select(output => Places(output.N, output.C, output.Y, output.X).ToArray())];
        _winners = [.. _windows.Select(window => window.MaxBy(place => x[place]))];
        return [.. _winners.Select(place => x[place])];
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double[] dx = new double[_inputLength];
        for (int i = 0; i < dy.Length; i++)
            dx[_winners[i]] += dy[i];
        return dx;
    }

    private IEnumerable<int> Places(int n, int c, int i, int j)
    {
        (Window rows, Window columns) = op.Window;
        foreach ((_, _, int u, int v) in Elements(new Shape(1, rows.Kernel, columns.Kernel), 1))
        {
            int row = (i * rows.Stride) + u - rows.PaddingBefore, column = (j * columns.Stride) + v - columns.PaddingBefore;
            if (row >= 0 && row < In.Height && column >= 0 && column < In.Width)
                yield return At(In, n, c, row, column);
        }
    }
}

/// <summary>y[winner of x's window] = x, zero elsewhere; of windows that share a winner the last stands.</summary>
internal sealed class MaxUnpoolOracle(Node node) : OracleOp(node)
{
    /// <summary>For each element of the output the input that stands there, or -1.</summary>
    private int[] _sources = [];

    public override double[] Forward(OracleRun run, double[][] inputs)
    {
        _sources = [.. Enumerable.Repeat(-1, (int)(run.Samples * Out.Count))];
        for (int i = 0; i < inputs[0].Length; i++)
            _sources[(int)inputs[1][i]] = i;
        return [.. _sources.Select(source => source < 0 ? 0 : inputs[0][source])];
    }

    public override double[][] Backward(OracleRun run, double[][] outputs)
    {
        double[] dx = new double[run.Samples * In.Count];
        for (int i = 0; i < _sources.Length; i++)
        {
            if (_sources[i] >= 0)
                dx[_sources[i]] = outputs[0][i];
        }

        return [dx];
    }
}

/// <summary>y = mean over the window, its divisor as PyTorch counts it.</summary>
internal sealed class AvgPoolOracle(Node node, AvgPoolOp op) : OracleOp(node)
{
    private bool CountsPadding => !op.Arguments.Contains("countIncludesPadding: false", StringComparison.Ordinal);

    public override double[] Forward(OracleRun run, double[] x)
    {
        double[] y = new double[run.Samples * Out.Count];
        Visit(run.Samples, (input, output, divisor) => y[output] += x[input] / divisor);
        return y;
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double[] dx = new double[run.Samples * In.Count];
        Visit(run.Samples, (input, output, divisor) => dx[input] += dy[output] / divisor);
        return dx;
    }

    private void Visit(int samples, Action<int, int, int> visit)
    {
        (Window rows, Window columns) = op.Window;
        foreach ((int n, int c, int i, int j) in Elements(Out, samples))
        {
            int top = (i * rows.Stride) - rows.PaddingBefore, left = (j * columns.Stride) - columns.PaddingBefore;
            int bottom = Math.Min(top + rows.Kernel, In.Height + rows.PaddingAfter), right = Math.Min(left + columns.Kernel, In.Width + columns.PaddingAfter);
            int padded = (bottom - top) * (right - left);
            int inside = (Math.Min(bottom, In.Height) - Math.Max(top, 0)) * (Math.Min(right, In.Width) - Math.Max(left, 0));
            for (int y = Math.Max(top, 0); y < Math.Min(bottom, In.Height); y++)
            {
                for (int x = Math.Max(left, 0); x < Math.Min(right, In.Width); x++)
                    visit(At(In, n, c, y, x), At(Out, n, c, i, j), CountsPadding ? padded : inside);
            }
        }
    }
}
