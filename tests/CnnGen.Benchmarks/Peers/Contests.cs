using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Benchmarks.Peers;

/// <summary>How a max pooling's windows are won. Where two values are closer than rounding, either may win, and what depends on the place goes with it.</summary>
internal static class Contests
{
    /// <summary>
    /// The smallest lead of a winner over the next value of its window, as a share of the map's greatest value. Equal values do not count: they are
    /// zeros that a ReLU made, and everywhere the first of them wins.
    /// </summary>
    public static double Closest(Tensor map, MaxPoolLayer pool)
    {
        (int kernel, int stride) = (pool.Window.Kernel, pool.Window.Stride);
        (long before, long after) = (pool.Window.PaddingBefore, pool.Window.PaddingAfter + (pool.CeilMode ? stride - 1 : 0));
        Tensor padded = F.pad(map, [before, after, before, after], value: double.NegativeInfinity);
        (Tensor best, _) = padded.unfold(2, kernel, stride).unfold(3, kernel, stride).flatten(4).topk(2, 4);
        Tensor lead = best.select(4, 0) - best.select(4, 1);
        Tensor counted = lead.masked_select(lead > 0);
        return counted.numel() == 0 ? double.PositiveInfinity : (counted.min() / map.abs().max()).to(float64).item<double>();
    }
}
