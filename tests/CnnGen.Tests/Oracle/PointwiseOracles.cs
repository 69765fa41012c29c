using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Kernels.Simd;

namespace CnnGen.Tests.Oracle;

/// <summary>y = x * mask / (1 - rate), where the mask's numbers run pixel by pixel over channels padded to whole vectors, or over channels alone.</summary>
internal sealed class DropoutOracle(Node node, DropoutOp op) : OracleOp(node)
{
    public override double[] Forward(OracleRun run, double[] x) => run.Training ? Mask(run, x) : x;

    public override double[] Backward(OracleRun run, double[] dy) => Mask(run, dy);

    private double[] Mask(OracleRun run, double[] x)
    {
        const int Vector = 16;
        int lanes = In.Channels <= Vector / 2 ? Vector / 2 : (In.Channels + Vector - 1) / Vector * Vector;
        double[] y = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            int sample = (int)(i / In.Count), channel = i / In.Pixels % In.Channels, pixel = i % In.Pixels;
            uint key = CounterRandom.Key(run.Seed, (uint)op.Index, run.Step, (uint)sample);
            bool dropped = op.Rate > CounterRandom.Uniform(key + (uint)((op.WholeChannels ? 0 : pixel * lanes) + channel));
            y[i] = dropped && op.Rate > 0 ? 0 : x[i] / (1 - (double)op.Rate);
        }

        return y;
    }
}

/// <summary>Probabilities in prediction; training leaves it out.</summary>
internal sealed class SoftmaxOracle(Node node) : OracleOp(node)
{
    public static double[] Row(IEnumerable<double> logits)
    {
        double max = logits.Max();
        double[] exp = [.. logits.Select(x => Math.Exp(x - max))];
        return [.. exp.Select(e => e / exp.Sum())];
    }

    public override double[] Forward(OracleRun run, double[] x) =>
        run.Training ? x : Probabilities(x);

    public override double[] Backward(OracleRun run, double[] dy) => dy;

    private double[] Probabilities(double[] x)
    {
        double[] y = new double[x.Length];
        for (int first = 0; first < x.Length; first += In.Channels * In.Pixels)
        {
            for (int pixel = 0; pixel < In.Pixels; pixel++)
            {
                double[] row = Row(Enumerable.Range(0, In.Channels).Select(c => x[first + (c * In.Pixels) + pixel]));
                for (int c = 0; c < In.Channels; c++)
                    y[first + (c * In.Pixels) + pixel] = row[c];
            }
        }

        return y;
    }
}
