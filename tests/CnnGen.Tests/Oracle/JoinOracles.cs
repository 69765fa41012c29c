using CnnGen.Generator.Graph;

namespace CnnGen.Tests.Oracle;

/// <summary>y = a + b + ...</summary>
internal sealed class SumOracle(Node node) : OracleOp(node)
{
    public override double[] Forward(OracleRun run, double[][] inputs) => [.. inputs[0].Select((_, i) => inputs.Sum(input => input[i]))];

    public override double[][] Backward(OracleRun run, double[][] outputs) => [.. Node.Inputs.Select(_ => outputs[0])];
}

/// <summary>y = the channels of a, then those of b, ...</summary>
internal sealed class ConcatOracle(Node node) : OracleOp(node)
{
    public override double[] Forward(OracleRun run, double[][] inputs)
    {
        double[] y = new double[run.Samples * Out.Count];
        ForEach(run, (input, from, to) => y[to] = inputs[input][from]);
        return y;
    }

    public override double[][] Backward(OracleRun run, double[][] outputs)
    {
        double[][] gradients = [.. Node.Inputs.Select(input => new double[run.Samples * input.Shape.Count])];
        ForEach(run, (input, from, to) => gradients[input][from] = outputs[0][to]);
        return gradients;
    }

    private void ForEach(OracleRun run, Action<int, int, int> element)
    {
        int channel = 0;
        for (int input = 0; input < Node.Inputs.Count; input++)
        {
            Shape shape = Node.Inputs[input].Shape;
            foreach ((int n, int c, int y, int x) in Elements(shape, run.Samples))
                element(input, At(shape, n, c, y, x), At(Out, n, channel + c, y, x));
            channel += shape.Channels;
        }
    }
}
