using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CnnGen.Training;

/// <summary>
/// The Euclidean norm of a block of gradients. The square of a float is exact in double precision, and the sum runs over sixteen lanes
/// on every machine, so that the norm has the same bits on all instruction sets.
/// </summary>
internal static class GradientNorm
{
    private const double Epsilon = 1e-6;

    /// <summary>What brings the gradients down to <paramref name="limit"/>; 1 where they are not longer.</summary>
    public static float Factor(ReadOnlySpan<float> gradients, float limit)
    {
        double factor = limit / (Of(gradients) + Epsilon);

        // Not Math.Min: a NaN must reach the parameters, where it shows, and not turn into a step of zeros or of ones.
        return factor >= 1 ? 1 : (float)factor;
    }

    /// <param name="gradients">Whole vectors of 16 floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Of(ReadOnlySpan<float> gradients)
    {
        Vector512<double> low = Vector512<double>.Zero, high = Vector512<double>.Zero;
        for (int i = 0; i < gradients.Length; i += Vector512<float>.Count)
        {
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.Create(gradients.Slice(i, Vector512<float>.Count)));
            low += lower * lower;
            high += upper * upper;
        }

        Vector512<double> squares = low + high;
        double sum = 0;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            sum += squares[lane];
        return Math.Sqrt(sum);
    }
}
