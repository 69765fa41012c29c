using CnnGen.Parameters;

namespace CnnGen.Benchmarks;

/// <summary>Images, labels and weights from fixed seeds.</summary>
internal static class TestData
{
    /// <summary>Seed of the images unless another is asked for.</summary>
    public const int ImagesSeed = 2;

    /// <summary>Noise from -1 to 1: no two pixels are equal, so that no max pooling has a tie to break.</summary>
    public static float[] Images(ImageShape shape, int batch, int seed = ImagesSeed) => Uniform(new Random(seed), batch * shape.Count, -1, 1);

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

    /// <summary>
    /// Gives batch norms shifts of several deviations, up or down where a ReLU follows at once, up where a sum does, in which two might cancel.
    /// Hardly any value then comes to lie so close to 0 that rounding decides whether a ReLU passes its gradient: such decisions differ between
    /// libraries, rightly in each, and take gradients along.
    /// </summary>
    public static void LeaveKinks(NetworkGraph graph, ParameterSet parameters)
    {
        const double ShareDown = 0.25;
        Random random = new(5);
        for (int i = 0; i < graph.Steps.Count; i++)
        {
            if (graph.Steps[i].Layer is not BatchNormLayer norm)
                continue;
            bool up = graph.Steps.Any(reader => reader.Layer is AddLayer && reader.Inputs.Contains(i));
            float[] shifts = Uniform(random, graph.Steps[i].Shape.Channels, 5, 6);
            for (int channel = 0; channel < shifts.Length; channel++)
                shifts[channel] *= !up && random.NextDouble() < ShareDown ? -1 : 1;
            parameters.Set(norm.Bias, shifts);
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
