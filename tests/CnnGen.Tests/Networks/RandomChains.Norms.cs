using System.Globalization;

namespace CnnGen.Tests.Networks;

internal sealed partial class RandomChains
{
    /// <summary>
    /// A normalisation of single samples. Statistics are over eight values or more: over two or three, next to nothing but epsilon is left of the
    /// gradient, and rounding is all that a comparison would see.
    /// </summary>
    private string Norm()
    {
        const int Fewest = 8;
        int pixels = _height * _width;
        int[] groups = [.. Enumerable.Range(1, _channels).Where(groups => _channels % groups == 0 && _channels / groups * pixels >= Fewest)];
        return _random.Next(4) switch
        {
            0 when groups.Length > 0 => $"LayerNorm({Pick("", "epsilon: 0.001", "affine: false")})",
            1 when pixels >= Fewest => $"InstanceNorm({Pick("", "epsilon: 0.001, affine: true")})",
            2 when groups.Length > 0 => $"GroupNorm({Pick(groups)}{Pick("", ", affine: false")})",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"LocalResponseNorm({_random.Next(1, 8)}, alpha: {Pick(0.0001, 0.5, 2)}, beta: {Pick(0.75, 0.5, 1, 0.6, 1.7)}, k: {Pick(1, 2)})"),
        };
    }
}
