namespace CnnGen.Parity;

/// <summary>What both sides are given besides the weights.</summary>
/// <param name="Batch">Number of samples.</param>
/// <param name="Samples">The samples, NCHW.</param>
/// <param name="Labels">A class for each, or for each pixel of its output, or nothing if the network is trained on targets.</param>
/// <param name="Targets">Wanted outputs, or nothing if it is trained on classes.</param>
/// <param name="Rate">Learning rate of the steps.</param>
internal sealed record Exercise(int Batch, float[] Samples, int[] Labels, float[] Targets, float Rate)
{
    public const float Momentum = 0.9f;

    public const int Steps = 10;

    /// <summary>Samples and answers from the network's seed. Samples are noise: no two values are equal, so that no max pooling has a tie to break.</summary>
    /// <param name="network">The network.</param>
    /// <param name="outputs">Outputs for each sample.</param>
    /// <param name="classifies">Whether the outputs are scores of classes.</param>
    public static Exercise Create(NetworkPair network, int outputs, bool classifies)
    {
        Random random = new(network.Seed);
        return new Exercise(
            network.Batch,
            Noise(network.Batch * network.Input.Aggregate((product, length) => product * length)),
            classifies ? [.. Enumerable.Range(0, network.Batch * network.LabelsPerSample).Select(_ => random.Next(outputs / network.LabelsPerSample))] : [],
            classifies ? [] : Noise(network.Batch * outputs),
            network.Rate);

        float[] Noise(int count)
        {
            float[] values = new float[count];
            for (int i = 0; i < count; i++)
                values[i] = (2 * random.NextSingle()) - 1;
            return values;
        }
    }
}
