using CnnGen.Parameters;

namespace CnnGen.Benchmarks;

/// <summary>Images, labels and weights from fixed seeds.</summary>
internal static class TestData
{
    /// <summary>Noise from -1 to 1: no two pixels are equal, so that no max pooling has a tie to break.</summary>
    public static float[] Images(ImageShape shape, int batch) => Uniform(new Random(2), batch * shape.Count, -1, 1);

    /// <summary>A label for each sample, or where scores are a map for each of its pixels.</summary>
    public static int[] Labels(ImageShape scores, int batch)
    {
        Random random = new(3);
        int[] labels = new int[batch * scores.Pixels];
        for (int i = 0; i < labels.Length; i++)
            labels[i] = random.Next(scores.Channels);
        return labels;
    }

    /// <summary>Moves biases, norms and running statistics away from 0 and 1, where a mistake with them would not show.</summary>
    public static void Disturb(ParameterSet parameters)
    {
        Random random = new(4);
        foreach (ParameterInfo info in parameters.Infos)
        {
            bool positive = info.Name.EndsWith(".running_var", StringComparison.Ordinal)
                || (info.Shape.Count == 1 && info.Name.EndsWith(".weight", StringComparison.Ordinal));
            if (positive)
                parameters.Set(info.Name, Uniform(random, info.Count, 0.5f, 1.5f));
            else if (info.Shape.Count == 1)
                parameters.Set(info.Name, Uniform(random, info.Count, -0.2f, 0.2f));
        }
    }

    private static float[] Uniform(Random random, int count, float low, float high)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = low + ((high - low) * random.NextSingle());
        return values;
    }
}
