namespace CnnGen.Kernels;

/// <summary>
/// Mean and 1 / sqrt(variance + epsilon) of one sample's groups of channels over all pixels, a pair of rows with the group's value in each of its
/// lanes. The channels' own statistics come first, about their means; all have as many pixels, so that those of a group join as
/// <c>mean = average of means</c>, <c>M2 = sum of M2 + pixels * sum of (channel's mean - mean)^2</c>: stable at any mean.
/// </summary>
internal static unsafe class GroupStatistics
{
    /// <summary>Floats of one sample's statistics.</summary>
    public static int SizePerSample(int lanes) => 2 * lanes;

    /// <summary>Fills <paramref name="statistics"/>; lanes behind the last channel become 0 in both rows, so that what is normalised stays 0 there.</summary>
    public static void Compute(Map map, int groups, float epsilon, float* sample, float* statistics)
    {
        float* first = sample + map.Origin;
        for (int row = 0; row < map.Height; row++)
            BatchStatistics.AddRow(first + ((nint)row * map.RowStride), map.Width, map.PixelStride, map.Lanes, 0, row * map.Width, statistics);

        float* means = statistics, squares = statistics + map.Lanes;
        int channels = map.Channels / groups;
        for (int group = 0; group < groups; group++)
        {
            double mean = Sum(means, channels) / channels, spread = 0;
            for (int channel = 0; channel < channels; channel++)
                spread += (means[channel] - mean) * (means[channel] - mean);
            double variance = (Sum(squares, channels) + (map.Pixels * spread)) / ((double)channels * map.Pixels);
            new Span<float>(means, channels).Fill((float)mean);
            new Span<float>(squares, channels).Fill((float)(1 / Math.Sqrt(variance + epsilon)));
            means += channels;
            squares += channels;
        }

        int padding = map.Lanes - map.Channels;
        new Span<float>(means, padding).Clear();
        new Span<float>(squares, padding).Clear();
    }

    /// <summary>
    /// Turns the sums of each channel into means over its group, in each of the group's lanes: a row of sums of g and, behind it, one of sums of
    /// g * xhat, each weighted by the channel's <paramref name="weights"/>.
    /// </summary>
    public static void MeanOverGroups(Map map, int groups, float* weights, float* sums)
    {
        int channels = map.Channels / groups;
        double count = (double)channels * map.Pixels;
        for (int group = 0; group < groups; group++)
        {
            float* first = sums + (group * channels);
            float* second = first + map.Lanes;
            double sum = 0, product = 0;
            for (int channel = 0; channel < channels; channel++)
            {
                double weight = weights[(group * channels) + channel];
                sum += weight * first[channel];
                product += weight * second[channel];
            }

            new Span<float>(first, channels).Fill((float)(sum / count));
            new Span<float>(second, channels).Fill((float)(product / count));
        }
    }

    private static double Sum(float* values, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
            sum += values[i];
        return sum;
    }
}
