using CnnGen.Generator.Graph;
using CnnGen.Generator.Layers.Shared;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers;

// xhat = (x - mean) / sqrt(variance + epsilon), y = gamma * xhat + beta; statistics over all elements of a sample, gamma and beta by element
// (Ba et al. 2016). d = gradient of y: dGamma = sum over samples of d * xhat, dBeta = sum of d, g = gamma * d,
// dx = (g - mean(g) - xhat * mean(g * xhat)) / sqrt(variance + epsilon). It is group normalisation in one group.
internal static class LayerNormLayer
{
    public static void Build(LayerContext layer)
    {
        float epsilon = GroupNormOp.Check(layer, layer.Input.Count);
        bool affine = layer.Bool("affine");
        layer.Add(
            new GroupNormOp(
                "layer norm", 1, epsilon, affine ? Parameter(layer, "weight", 1) : null, affine ? Parameter(layer, "bias", 0) : null, PerElement: affine),
            layer.Input);
    }

    /// <summary>A value for each element: in files channels, rows, columns; in memory pixel by pixel in whole lanes.</summary>
    private static Parameter Parameter(LayerContext layer, string role, float value)
    {
        Shape input = layer.Input;
        if (input.IsFlat)
            return layer.AddChannelParameter(role, input.Channels, value);
        int lanes = Map.LanesOf(input.Channels);
        return layer.AddParameter(
            role, [input.Channels, input.Height, input.Width], [1, input.Width * lanes, lanes], (long)input.Pixels * lanes, $"Constant({Emit.Text.Literal(value)})");
    }
}
