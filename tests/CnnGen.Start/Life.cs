using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CnnGen.Start;

/// <summary>
/// What a process tells of its first seconds. Its arguments are the network's name, the files of weights and of one image's floats, the timestamp at which
/// it was started, and for how many seconds it predicts. It prints microseconds from start to first scores and to full speed, microseconds of a call then,
/// the most KiB resident until the first scores, and the scores.
/// </summary>
internal sealed class Life(string[] arguments)
{
    /// <summary>Calls whose median is compared with full speed.</summary>
    private const int Window = 9;

    /// <summary>How much slower than the last calls full speed may be.</summary>
    private const double Tolerance = 1.1;

    private readonly long _start = long.Parse(arguments[3], CultureInfo.InvariantCulture);
    private readonly double _seconds = double.Parse(arguments[4], CultureInfo.InvariantCulture);

    public string Network => arguments[0];

    public string Weights => arguments[1];

    public float[] ReadImage() => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(arguments[2])).ToArray();

    /// <summary>Takes the time of the first scores, goes on predicting and prints.</summary>
    /// <param name="scores">The scores, just computed.</param>
    /// <param name="predict">The same prediction again.</param>
    public void Tell(ReadOnlySpan<float> scores, Action predict)
    {
        double first = Elapsed();
        long resident = MostResident();
        string text = string.Join(' ', scores.ToArray().Select(score => score.ToString("R", CultureInfo.InvariantCulture)));

        List<double> ends = [Elapsed()];
        while (ends[^1] < first + (_seconds * 1e6) || ends.Count <= 2 * Window)
        {
            predict();
            ends.Add(Elapsed());
        }

        double[] calls = [.. ends.Zip(ends.Skip(1), (start, end) => end - start)];
        double call = Median(calls.AsSpan(calls.Length / 2));
        int fast = 0;
        while (fast + Window < calls.Length && Median(calls.AsSpan(fast, Window)) > Tolerance * call)
            fast++;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first} {ends[fast]} {call} {resident} {text}"));
    }

    private double Elapsed() => Stopwatch.GetElapsedTime(_start).TotalMicroseconds;

    private static double Median(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[sorted.Length / 2];
    }

    private static long MostResident()
    {
        const string Name = "VmHWM:";
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
    }
}
