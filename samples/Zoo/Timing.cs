using System.Diagnostics;
using CnnGen;

namespace Zoo;

/// <summary>Times predictions on one thread.</summary>
internal static class Timing
{
    /// <summary>Median milliseconds of predictions of one image.</summary>
    /// <param name="model">The model.</param>
    /// <param name="timing">How long to repeat them; three times at the least.</param>
    public static double Median(Model model, TimeSpan timing)
    {
        using Predictor predictor = model.CreatePredictor(batch: 1);
        float[] image = new float[predictor.FloatsPerImage];
        for (int i = 0; i < image.Length; i++)
            image[i] = (i % 251 / 251f) - 0.5f;
        predictor.Run(image);
        List<double> times = [];
        for (long start = Stopwatch.GetTimestamp(); times.Count < 3 || Stopwatch.GetElapsedTime(start) < timing;)
        {
            long begin = Stopwatch.GetTimestamp();
            predictor.Run(image);
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
