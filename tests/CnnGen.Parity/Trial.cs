using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace CnnGen.Parity;

/// <summary>One network's comparison.</summary>
/// <param name="Network">The network.</param>
/// <param name="Ours">CnnGen's errors.</param>
/// <param name="Theirs">Errors of TorchSharp in the precision that CnnGen computes in.</param>
internal sealed record Trial(NetworkPair Network, Errors Ours, Errors Theirs)
{
    /// <summary>
    /// Takes the state of a module through a file into CnnGen's model, and both through the same exercise. TorchSharp in double precision
    /// is what is right.
    /// </summary>
    public static Trial Run(NetworkPair network)
    {
        long start = Stopwatch.GetTimestamp();
        Console.Error.Write($"{network.Name}: {network.Batch} x {string.Join(" x ", network.Input)} ... ");
        string weights = Path.GetTempFileName();
        try
        {
            using nn.Module<Tensor, Tensor> module = network.Written();
            Weights.Randomize(module, network.Seed, network.Lift);
            StateFile.Write(module, weights);
            (Outcome ours, Exercise exercise) = CnnGenSide.Run(network, weights, (outputs, classifies) => Exercise.Create(network, outputs, classifies));
            Outcome exact = TorchSide.Run(network, module, exercise, float64);
            Errors error = Errors.Measure(ours, exact);
            Errors theirs = Errors.Measure(TorchSide.Run(network, module, exercise, float32), exact);
            Console.Error.WriteLine($"loss {exact.Losses[0]:G3} to {exact.Losses[^1]:G3} in {Exercise.Steps} steps; {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
            return new Trial(network, error, theirs);
        }
        finally
        {
            File.Delete(weights);
        }
    }
}
