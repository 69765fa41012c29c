using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers;

namespace CnnGen.Tests.Oracle;

/// <summary>y[n, o, i * s + u * d - p, j * s + v * d - p] = b[o] + sum w[c, o, u, v] * x[n, c, i, j], scattered input by input.</summary>
internal sealed class ConvTransposeOracle(Node node, ConvTransposeOp op) : FilterOracle(node, op.Weight, op.Bias)
{
    protected override IEnumerable<Products> Rows(int samples)
    {
        int k = op.Window.Kernel, s = op.Window.Stride, d = op.Window.Dilation, p = op.Window.PaddingBefore;
        int groups = op.Mirror.Groups, inputs = In.Channels / groups, outputs = Out.Channels / groups;
        foreach ((int n, int c, int i, int j) in Elements(In, samples))
        {
            for (int tap = 0; tap < k * k; tap++)
            {
                int y = (i * s) + (tap / k * d) - p, x = (j * s) + (tap % k * d) - p;
                if (y >= 0 && y < Out.Height && x >= 0 && x < Out.Width)
                    yield return new Products(outputs, At(In, n, c, i, j), 0, (c * outputs * k * k) + tap, k * k, At(Out, n, c / inputs * outputs, y, x), Out.Pixels);
            }
        }
    }
}
