using System.ComponentModel;
using CnnGen.Kernels.Simd;

namespace CnnGen.Kernels;

/// <summary>Statistics of batch normalisation (Ioffe and Szegedy 2015): of the batch in training, running ones in prediction.</summary>
/// <param name="map">Layout of the map that is normalised.</param>
/// <param name="epsilon">Added to the variance.</param>
/// <param name="momentum">Weight of the newest batch in the running statistics.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed unsafe class BatchNormalization(Map map, float epsilon, float momentum)
{
    private readonly int _lanes = map.Lanes;

    /// <summary>Floats of partial statistics that a sample needs.</summary>
    public static int PartialsPerSample(Map map) => BatchStatistics.SizePerSample(map.Lanes);

    /// <summary>Gathers partial statistics in a pass of its own, where no convolution before could.</summary>
    public void Gather(Samples samples, Address input, Address partials)
    {
        if (map.Pixels == 1)
            BatchStatistics.AddRow(input.Pointer + map.Origin, samples, map.SampleStride, _lanes, 0, 0, partials.Pointer);
        else
            EachRow.Run(samples, 1, map, new GatherKernel(map, input.Pointer, partials.Pointer));
    }

    /// <summary>Joins partial statistics into mean, biased variance and 1 / sqrt(variance + epsilon) of the batch.</summary>
    public void Finish(int samples, Address partials, Address mean, Address variance, Address inverseDeviation)
    {
        // A convolution to a single pixel takes the samples as one row, so there is one partial for all of them.
        (int groups, int pixels) = map.Pixels == 1 ? (1, samples) : (samples, map.Pixels);
        BatchStatistics.Finish(partials.Pointer, groups, pixels, _lanes, epsilon, mean.Pointer, variance.Pointer, inverseDeviation.Pointer);
    }

    /// <summary>Moves the running statistics towards the batch's; the running variance is the unbiased one, as in PyTorch.</summary>
    public void UpdateRunning(int samples, Address mean, Address variance, Address runningMean, Address runningVariance)
    {
        double count = (double)samples * map.Pixels;
        float unbias = (float)(count / (count - 1));
        for (int lane = 0; lane < map.Channels; lane++)
        {
            runningMean.Pointer[lane] += momentum * (mean.Pointer[lane] - runningMean.Pointer[lane]);
            runningVariance.Pointer[lane] += momentum * ((variance.Pointer[lane] * unbias) - runningVariance.Pointer[lane]);
        }
    }

    /// <summary>1 / sqrt(running variance + epsilon), for a normalisation that stays a pass of its own in prediction.</summary>
    public void PrepareRunning(Address runningVariance, Address inverseDeviation)
    {
        for (int lane = 0; lane < _lanes; lane++)
            inverseDeviation.Pointer[lane] = (float)(1 / Math.Sqrt((double)runningVariance.Pointer[lane] + epsilon));
    }

    /// <summary>
    /// What folds the normalisation into the convolution before it: scale = gamma / sqrt(running variance + epsilon),
    /// bias = beta + (convolution's bias - running mean) * scale.
    /// </summary>
    public void Fold(Address gamma, Address beta, Address runningMean, Address runningVariance, Address convolutionBias, Address scale, Address bias)
    {
        for (int lane = 0; lane < _lanes; lane++)
        {
            double factor = gamma.Pointer[lane] / Math.Sqrt((double)runningVariance.Pointer[lane] + epsilon);
            double shift = (convolutionBias.IsNull ? 0 : convolutionBias.Pointer[lane]) - runningMean.Pointer[lane];
            scale.Pointer[lane] = (float)factor;
            bias.Pointer[lane] = (float)(beta.Pointer[lane] + (shift * factor));
        }
    }

    private readonly struct GatherKernel(Map map, float* input, float* partials) : IRowKernel
    {
        /// <summary>A whole sample.</summary>
        public void Run<TSimd, TVector>(int sample, int row)
            where TSimd : struct, ISimd<TVector>
            where TVector : struct
        {
            float* first = input + map.Origin + ((nint)sample * map.SampleStride);
            for (row = 0; row < map.Height; row++)
                BatchStatistics.AddRow(first + ((nint)row * map.RowStride), map.Width, map.PixelStride, map.Lanes, sample, row * map.Width, partials);
        }
    }
}
