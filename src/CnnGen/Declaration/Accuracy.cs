namespace CnnGen;

/// <summary>How much rounding a model's convolutions may add for the sake of speed. Every choice sums in 32-bit floats.</summary>
public enum Accuracy
{
    /// <summary>
    /// Convolutions may use minimal filtering: F(4x4, 3x3) or F(2x2, 3x3), which multiplies up to four times less, F(2, 3) along rows, F(3x3, 4x4), F(2x2, 5x5), and those of strides
    /// by blocks of pixels. Scores stay within about 1e-5 of their spread.
    /// </summary>
    Fast,

    /// <summary>Convolutions may use minimal filtering F(2x2, 3x3) or F(2, 3) along rows, whose factors are powers of two: rounding as of direct sums.</summary>
    Balanced,

    /// <summary>Every convolution is a direct sum of products.</summary>
    Direct,
}
