using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;

namespace CnnGen.Tests.Oracle;

/// <summary>y = gamma * (x - mean) / sqrt(variance + epsilon) + beta over batch and pixels of a channel.</summary>
internal sealed class BatchNormOracle(Node node, BatchNormOp op) : OracleOp(node)
{
    private double[] _normalized = [];
    private double[] _inverseDeviation = [];

    public override double[] Forward(OracleRun run, double[] x)
    {
        int channels = In.Channels;
        double count = (double)x.Length / channels;
        double[] mean = new double[channels], variance = new double[channels];
        if (run.Training)
        {
            for (int i = 0; i < x.Length; i++)
                mean[Channel(i)] += x[i] / count;
            for (int i = 0; i < x.Length; i++)
                variance[Channel(i)] += Math.Pow(x[i] - mean[Channel(i)], 2) / count;
            run.Updated[op.RunningMean.Name] = [.. mean.Select((m, c) => Blend(run.Parameters[op.RunningMean.Name][c], m))];
            run.Updated[op.RunningVariance.Name] = [.. variance.Select((v, c) => Blend(run.Parameters[op.RunningVariance.Name][c], v * count / (count - 1)))];
        }
        else
        {
            mean = run.Parameters[op.RunningMean.Name];
            variance = run.Parameters[op.RunningVariance.Name];
        }

        double[] gamma = run.Parameters[op.Gamma.Name], beta = run.Parameters[op.Beta.Name];
        _inverseDeviation = [.. variance.Select(v => 1 / Math.Sqrt(v + op.Epsilon))];
        _normalized = [.. x.Select((value, i) => (value - mean[Channel(i)]) * _inverseDeviation[Channel(i)])];
        return [.. _normalized.Select((value, i) => (value * gamma[Channel(i)]) + beta[Channel(i)])];
    }

    public override double[] Backward(OracleRun run, double[] dy)
    {
        double count = (double)dy.Length / In.Channels;
        double[] dGamma = new double[In.Channels], dBeta = new double[In.Channels];
        double[] dGammaMagnitude = new double[In.Channels], dBetaMagnitude = new double[In.Channels];
        for (int i = 0; i < dy.Length; i++)
        {
            dGamma[Channel(i)] += dy[i] * _normalized[i];
            dBeta[Channel(i)] += dy[i];
            dGammaMagnitude[Channel(i)] += Math.Abs(dy[i] * _normalized[i]);
            dBetaMagnitude[Channel(i)] += Math.Abs(dy[i]);
        }

        run.SetGradient(op.Gamma.Name, dGamma, dGammaMagnitude);
        run.SetGradient(op.Beta.Name, dBeta, dBetaMagnitude);
        double[] gamma = run.Parameters[op.Gamma.Name];
        return [.. dy.Select((d, i) =>
        {
            int c = Channel(i);
            return gamma[c] * _inverseDeviation[c] * (d - (dBeta[c] / count) - (_normalized[i] * dGamma[c] / count));
        })];
    }

    private double Blend(double old, double batch) => old + (op.Momentum * (batch - old));

    private int Channel(int index) => index / In.Pixels % In.Channels;
}
