namespace CnnGen.Kernels;

/// <summary>
/// Neighbouring columns of a row that a kernel takes through all lanes before it goes on: a kilobyte of memory, where sums over pixels stay in registers for a
/// while. Vectors of lanes one after the other over a page would touch every fourth cache line of 64 channels, which memory delivers at half the speed.
/// </summary>
internal static class ColumnBlock
{
    private const int Floats = 256;

    /// <summary>Columns of a block for pixels of so many floats.</summary>
    public static int Of(int pixel) => Math.Max(1, Floats / pixel);
}
