using TorchSharp;
using static TorchSharp.torch;

namespace CnnGen.Parity;

/// <summary>Starting weights from a seed.</summary>
internal static class Weights
{
    private const string Bias = "bias";

    /// <summary>
    /// Filters keep the scale of what passes through them (He et al. 2015), so that deep networks have gradients to compare. Biases, norms
    /// and running statistics are moved away from 0 and 1, where a mistake with them would not show.
    /// </summary>
    /// <param name="module">The module.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="lift">Where the biases of norms lie.</param>
    public static void Randomize(nn.Module module, int seed, double lift)
    {
        const double Spread = 0.2;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable _ = no_grad();
        random.manual_seed(seed);
        Dictionary<string, Tensor> state = module.state_dict();
        foreach ((string name, Tensor value) in state)
        {
            if (value.dim() > 1)
                value.normal_(0, Math.Sqrt(2.0 * value.shape[0] / value.numel()));
            else if (name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal))
                value.uniform_(0.5, 1.5);
            else if (name.EndsWith(Bias, StringComparison.Ordinal) && state.ContainsKey(name[..^Bias.Length] + "running_var"))
                value.uniform_(lift - Spread, lift + Spread);
            else if (value.dtype == float32)
                value.uniform_(-Spread, Spread);
        }
    }
}
