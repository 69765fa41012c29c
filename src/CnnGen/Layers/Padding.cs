namespace CnnGen;

/// <summary>Named values for a layer's <c>padding</c> argument.</summary>
public static class Padding
{
    /// <summary>
    /// As much zero padding as keeps rows and columns, for stride 1. Where the total is odd, the greater part lies below and right, as in
    /// PyTorch.
    /// </summary>
    public const int Same = -1;
}
