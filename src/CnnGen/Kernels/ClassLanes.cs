namespace CnnGen.Kernels;

/// <summary>A number for each class of an output, padded to the lanes of its pixels.</summary>
internal static class ClassLanes
{
    /// <summary>Numbers by class; 0 in the lanes past the last.</summary>
    public static float[] Of(int classes, Func<int, float> value)
    {
        float[] lanes = new float[Map.LanesOf(classes)];
        for (int i = 0; i < classes; i++)
            lanes[i] = value(i);
        return lanes;
    }

    /// <summary>What added to a pixel makes its lanes past the last class minus infinity: no maximum, and an exponential of 0.</summary>
    public static float[] Padding(int classes)
    {
        float[] lanes = new float[Map.LanesOf(classes)];
        lanes.AsSpan(classes).Fill(float.NegativeInfinity);
        return lanes;
    }
}
