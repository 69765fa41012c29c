using System.Diagnostics;
using System.Globalization;

namespace CnnGen.Benchmarks.Start;

/// <summary>What one process told of its start.</summary>
/// <param name="FirstMs">Milliseconds from its start to the first scores.</param>
/// <param name="FullMs">Milliseconds from its start to full speed.</param>
/// <param name="CallUs">Microseconds of a call at full speed.</param>
/// <param name="ResidentMiB">The most memory resident until the first scores.</param>
/// <param name="Scores">The scores.</param>
internal sealed record Launch(double FirstMs, double FullMs, double CallUs, double ResidentMiB, float[] Scores);

/// <summary>A program of tests/CnnGen.Start, as <c>run.sh start</c> builds it.</summary>
/// <param name="Name">Name in tables.</param>
/// <param name="Command">The command line's beginning.</param>
/// <param name="Weights">Ending of the weights' file that it reads.</param>
internal sealed record Contender(string Name, string[] Command, string Weights)
{
    /// <summary>What <c>run.sh</c> sets for libtorch in this process alone.</summary>
    private static readonly string[] Settings = ["MALLOC_MMAP_MAX_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_"];

    /// <summary>Starts the program, waits for its end and returns what it told.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="files">Its weights' file without the ending, and the image's.</param>
    /// <param name="seconds">For how long it predicts.</param>
    public Launch Run(string network, (string Weights, string Image) files, double seconds)
    {
        ProcessStartInfo start = new(Command[0]) { RedirectStandardOutput = true };
        foreach (string setting in Settings)
            _ = start.Environment.Remove(setting);
        string[] arguments = [.. Command[1..], network, files.Weights + Weights, files.Image];
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);

        // The timestamp is the machine's, so the process reads the same clock.
        start.ArgumentList.Add(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(seconds.ToString(CultureInfo.InvariantCulture));
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Name} ended with code {process.ExitCode}.");
        string[] numbers = output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return new Launch(
            Read(0) / 1000, Read(1) / 1000, Read(2), Read(3) / 1024,
            [.. numbers.Skip(4).Select(score => float.Parse(score, CultureInfo.InvariantCulture))]);

        double Read(int i) => double.Parse(numbers[i], CultureInfo.InvariantCulture);
    }
}
