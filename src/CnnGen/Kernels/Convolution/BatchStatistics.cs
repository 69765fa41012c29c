using System.Runtime.CompilerServices;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>
/// Mean and sum of squared deviations of each channel, gathered row by row while the row is still in the cache, and joined in a fixed order by
/// Chan, Golub and LeVeque's update (1979): <c>M2 = M2a + M2b + (mean_b - mean_a)^2 * na * nb / n</c>. Stable at any mean.
/// </summary>
/// <remarks>Each sample has its own pair of rows: <c>lanes</c> means, then <c>lanes</c> sums of squared deviations.</remarks>
internal static unsafe class BatchStatistics
{
    /// <summary>Floats of the partial statistics of one sample.</summary>
    public static int SizePerSample(int lanes) => 2 * lanes;

    /// <summary>Adds a row of <paramref name="pixels"/> pixels to what <paramref name="before"/> earlier pixels of the sample gave.</summary>
    public static void AddRow(float* row, int pixels, int pixelStep, int lanes, int sample, int before, float* statistics) =>
        Width.Run(lanes, new RowKernel(row, pixels, pixelStep, lanes, before, statistics + ((nint)sample * SizePerSample(lanes))));

    /// <summary>
    /// Joins the samples' statistics into mean and 1 / sqrt(variance + epsilon), with the biased variance that normalisation uses.
    /// </summary>
    public static void Finish(float* statistics, int samples, int pixelsPerSample, int lanes, float epsilon, float* mean, float* variance, float* inverseDeviation)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            double count = 0, average = 0, squares = 0;
            for (int sample = 0; sample < samples; sample++)
            {
                float* partial = statistics + ((nint)sample * SizePerSample(lanes)) + lane;
                double total = count + pixelsPerSample;
                double difference = partial[0] - average;
                average += difference * pixelsPerSample / total;
                squares += partial[lanes] + (difference * difference * count * pixelsPerSample / total);
                count = total;
            }

            mean[lane] = (float)average;
            variance[lane] = (float)(squares / count);
            inverseDeviation[lane] = (float)(1 / Math.Sqrt((squares / count) + epsilon));
        }
    }

    private readonly struct RowKernel(float* row, int pixels, int pixelStep, int lanes, int before, float* statistics) : IWidthKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>()
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            TVector inverseCount = TSimd.Create(1f / pixels);
            TVector share = TSimd.Create(pixels / (float)(before + pixels));
            TVector spread = TSimd.Create((float)((double)before * pixels / (before + pixels)));
            for (int lane = 0; lane < lanes; lane += TSimd.Count)
            {
                float* x = row + lane;
                TVector sum = TSimd.Zero;
                for (int i = 0; i < pixels; i++, x += pixelStep)
                    sum = TSimd.Add(sum, TSimd.Load(x));
                TVector mean = TSimd.Multiply(sum, inverseCount);

                x = row + lane;
                TVector squares = TSimd.Zero, rest = TSimd.Zero;
                for (int i = 0; i < pixels; i++, x += pixelStep)
                {
                    TVector deviation = TSimd.Subtract(TSimd.Load(x), mean);
                    rest = TSimd.Add(rest, deviation);
                    squares = TSimd.MultiplyAdd(deviation, deviation, squares);
                }

                // The deviations' sum is what rounding left of the mean. So equal values have exactly themselves as mean, and what is normalised is 0,
                // not a rounding error over sqrt(epsilon).
                mean = TSimd.MultiplyAdd(rest, inverseCount, mean);

                if (before > 0)
                {
                    TVector earlier = TSimd.Load(statistics + lane);
                    TVector difference = TSimd.Subtract(mean, earlier);
                    mean = TSimd.MultiplyAdd(difference, share, earlier);
                    squares = TSimd.Add(squares, TSimd.Load(statistics + lanes + lane));
                    squares = TSimd.MultiplyAdd(TSimd.Multiply(difference, difference), spread, squares);
                }

                TSimd.Store(mean, statistics + lane);
                TSimd.Store(squares, statistics + lanes + lane);
            }
        }
    }
}
