namespace CnnGen;

/// <summary>How weights lie in memory.</summary>
public enum WeightFormat
{
    /// <summary>As 32-bit floats.</summary>
    Full,

    /// <summary>As bfloat16, the upper half of a float rounded to nearest: its range, and 8 significant bits, so that each is off by 0.4 % at the most.</summary>
    BFloat16,
}
