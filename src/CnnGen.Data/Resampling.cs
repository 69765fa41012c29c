namespace CnnGen.Data;

/// <summary>
/// Stretches a plane of bytes, columns and rows in turn. A target pixel is the mean of the source under a triangle around its centre, which
/// spans two pixels of whichever grid is coarser: bilinear interpolation when an image grows, and little aliasing when it shrinks.
/// </summary>
internal static class Resampling
{
    public static void Resize(ReadOnlySpan<byte> source, int height, int width, Span<byte> target, int newHeight, int newWidth)
    {
        float[] narrowed = new float[height * newWidth];
        for (int column = 0; column < newWidth; column++)
        {
            (int first, float[] weights) = Window(column, width, newWidth);
            for (int row = 0; row < height; row++)
            {
                float sum = 0;
                for (int i = 0; i < weights.Length; i++)
                    sum += weights[i] * source[(row * width) + first + i];
                narrowed[(row * newWidth) + column] = sum;
            }
        }

        for (int row = 0; row < newHeight; row++)
        {
            (int first, float[] weights) = Window(row, height, newHeight);
            for (int column = 0; column < newWidth; column++)
            {
                float sum = 0;
                for (int i = 0; i < weights.Length; i++)
                    sum += weights[i] * narrowed[((first + i) * newWidth) + column];
                target[(row * newWidth) + column] = (byte)Math.Clamp(sum + 0.5f, 0, byte.MaxValue);
            }
        }
    }

    /// <summary>The source pixels that a target pixel sees, and their weights, whose sum is 1.</summary>
    private static (int First, float[] Weights) Window(int target, int length, int newLength)
    {
        double scale = (double)length / newLength;
        double reach = Math.Max(1, scale);
        double centre = ((target + 0.5) * scale) - 0.5;
        int first = Math.Max(0, (int)Math.Ceiling(centre - reach));
        int last = Math.Min(length - 1, (int)Math.Floor(centre + reach));
        float[] weights = new float[last - first + 1];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = (float)(1 - (Math.Abs(first + i - centre) / reach));
        float sum = weights.Sum();
        for (int i = 0; i < weights.Length; i++)
            weights[i] /= sum;
        return (first, weights);
    }
}
