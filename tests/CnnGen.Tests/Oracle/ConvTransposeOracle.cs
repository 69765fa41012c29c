using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;

namespace CnnGen.Tests.Oracle;

/// <summary>y[n, o, i * s + u * d - p, j * s + v * d - p] = b[o] + sum w[c, o, u, v] * x[n, c, i, j], scattered input by input.</summary>
internal sealed class ConvTransposeOracle(Node node, ConvTransposeOp op) : FilterOracle(node, op.Weight, op.Bias)
{
    protected override void ForEachProduct(int samples, Action<int, int, int> visit)
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
