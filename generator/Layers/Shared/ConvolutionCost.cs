using System;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>
/// What a 3x3 convolution costs by each kind of kernel, in vector multiply-adds of 16 floats; one is a cycle on current cores. The figures beside
/// multiply-adds are fitted to measurements of 16 to 512 channels.
/// </summary>
internal static class ConvolutionCost
{
    /// <summary>Multiply-adds that a transform takes as long as, for each point and vector of channels: it moves memory, mostly.</summary>
    private const double TransformCost = 7;

    /// <summary>Bytes of filters that stream from the third-level cache in the time of a multiply-add, and from memory beyond it.</summary>
    private const double CacheBandwidth = 10, MemoryBandwidth = 5;

    /// <summary>Filters of more bytes than this do not stay in the third-level cache.</summary>
    private const double CachedBytes = 24 << 20;

    /// <summary>Samples over which a training step, and a prediction of several, share what they read of the filters.</summary>
    private const int TrainingSamples = 16, PredictionSamples = 4;

    /// <summary>The share of the time that must be saved at least to be worth the memory that minimal filtering takes.</summary>
    private const double WorthwhileGain = 0.15;

    /// <summary>A convolution.</summary>
    /// <param name="LargestTile">The largest tile of minimal filtering that is allowed: 2 or 4.</param>
    /// <param name="Inputs">Input channels.</param>
    /// <param name="Outputs">Output channels.</param>
    /// <param name="Height">Output rows.</param>
    /// <param name="Width">Output columns.</param>
    public sealed record Work(int LargestTile, int Inputs, int Outputs, int Height, int Width);

    /// <summary>Tiles of the minimal filtering that is faster than direct sums; null if none is, or none is allowed.</summary>
    public static WinogradPlan? Fastest(Work? work, Mode mode)
    {
        if (work is null)
            return null;
        WinogradPlan? best = null;
        double least = Direct(work) * (1 - WorthwhileGain);
        for (int tile = 2; tile <= work.LargestTile; tile += 2)
        {
            WinogradPlan plan = new(work.Inputs, work.Outputs, work.Height, work.Width, tile, mode == Mode.Train ? TrainingSamples : PredictionSamples);
            double cost = Minimal(plan, mode);
            if (cost >= least)
                continue;
            best = plan;
            least = cost;
        }

        return best;
    }

    private static double Direct(Work work) => WinogradPlan.Kernel * WinogradPlan.Kernel * (double)work.Inputs * Vectors(work.Outputs) * work.Height * work.Width;

    private static double Minimal(WinogradPlan plan, Mode mode)
    {
        double samples = mode == Mode.Train ? TrainingSamples : 1, tiles = plan.TilesPerSample * samples;
        double multiply = tiles * plan.Points * plan.Inputs * Vectors(plan.Outputs);
        double transform = tiles * plan.Points * (Vectors(plan.Inputs) + Vectors(plan.Outputs)) * TransformCost;
        double bytes = plan.FilterSize * (double)sizeof(float), blocks = Math.Ceiling(tiles / plan.Block);
        double stream = bytes * blocks / (bytes > CachedBytes ? MemoryBandwidth : CacheBandwidth);
        double pack = mode == Mode.Train ? bytes / MemoryBandwidth : 0;
        return (Math.Max(multiply, stream) + transform + pack) / samples;
    }

    private static double Vectors(int channels) => Map.LanesOf(channels) / (double)Map.Vector;
}
