using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;

namespace CnnGen.Tests.Oracle;

/// <summary>Each output element is one input element or zero; its gradient goes back there.</summary>
internal abstract class ResamplingOracle(Node node) : OracleOp(node)
{
    public override double[] Forward(OracleRun run, double[] x)
    {
        double[] y = new double[run.Samples * Out.Count];
        foreach ((int n, int c, int i, int j) in Elements(Out, run.Samples))
        {
            if (Inside(c, i, j, out int place))
                y[At(Out, n, c, i, j)] = x[(n * In.Count) + place];
        }

        return y;
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double[] dx = new double[run.Samples * In.Count];
        foreach ((int n, int c, int i, int j) in Elements(Out, run.Samples))
        {
            if (Inside(c, i, j, out int place))
                dx[(n * In.Count) + place] += dy[At(Out, n, c, i, j)];
        }

        return dx;
    }

    /// <summary>The row and column of the input that an output pixel shows; outside the map, or null, for zero.</summary>
    protected abstract (int Row, int Column)? Source(int row, int column);

    private bool Inside(int channel, int row, int column, out int place)
    {
        (int y, int x) = Source(row, column) ?? (-1, -1);
        place = At(In, 0, channel, y, x);
        return channel < In.Channels && y >= 0 && y < In.Height && x >= 0 && x < In.Width;
    }
}

/// <summary>y[i, j] = x[i / scale, j / scale].</summary>
internal sealed class UpsampleOracle(Node node, UpsampleOp op) : ResamplingOracle(node)
{
    protected override (int Row, int Column)? Source(int row, int column) => (row / op.Scale, column / op.Scale);
}

/// <summary>y[i * scale, j * scale] = x[i, j].</summary>
internal sealed class BedOfNailsOracle(Node node, BedOfNailsOp op) : ResamplingOracle(node)
{
    protected override (int Row, int Column)? Source(int row, int column) =>
        row % op.Scale == 0 && column % op.Scale == 0 ? (row / op.Scale, column / op.Scale) : null;
}

/// <summary>y[i + top, j + left] = x[i, j].</summary>
internal sealed class PadOracle(Node node, PadOp op) : ResamplingOracle(node)
{
    protected override (int Row, int Column)? Source(int row, int column) => (row - op.Margins.Top, column - op.Margins.Left);
}

/// <summary>y[i, j] = x[i + top, j + left].</summary>
internal sealed class CropOracle(Node node, CropOp op) : ResamplingOracle(node)
{
    protected override (int Row, int Column)? Source(int row, int column) => (row + op.Margins.Top, column + op.Margins.Left);
}

/// <summary>y[c, i, j] = x[c, i * stride, j * stride], and zero in the channels appended.</summary>
internal sealed class SubsampleOracle(Node node, SubsampleOp op) : ResamplingOracle(node)
{
    protected override (int Row, int Column)? Source(int row, int column) => (row * op.Stride, column * op.Stride);
}

/// <summary>y[c] = max over the map; the first of equals in row-major order takes the gradient.</summary>
internal sealed class GlobalMaxPoolOracle(Node node) : OracleOp(node)
{
    private int[] _winners = [];

    public override IEnumerable<Contest> Contests => _winners.SelectMany((winner, map) => Enumerable.Range(map * In.Pixels, In.Pixels)
        .Where(place => place != winner).Select(place => new Contest(winner, place)));

    public override double[] Forward(OracleRun run, double[] x)
    {
        double[][] maps = [.. x.Chunk(In.Pixels)];
        _winners = [.. maps.Select((map, i) => (i * In.Pixels) + Array.IndexOf(map, map.Max()))];
        return [.. _winners.Select(place => x[place])];
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double[] dx = new double[run.Samples * In.Count];
        for (int i = 0; i < dy.Length; i++)
            dx[_winners[i]] = dy[i];
        return dx;
    }
}
