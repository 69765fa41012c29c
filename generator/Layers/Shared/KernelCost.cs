using System;
using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Graph;
using CnnGen.Kernels;

namespace CnnGen.Generator.Layers.Shared;

/// <summary>
/// What kernels cost, a convolution's by each kind, in vector multiply-adds of 16 floats; one is a cycle on current cores. The figures beside
/// multiply-adds are fitted to measurements of 3x3 convolutions with 16 to 512 channels.
/// </summary>
internal static class KernelCost
{
    /// <summary>Multiply-adds that a transform takes as long as, for each point and vector of channels: it moves memory, mostly.</summary>
    private const double TransformCost = 7;

    /// <summary>Multiply-adds that a vector of a piece of filters takes as long as, for its transform and for sums that go to memory between pieces.</summary>
    private const double PieceCost = 350;

    /// <summary>The same of a piece of the filters' gradient, whose sums stay in the cache.</summary>
    private const double GradientPieceCost = 200;

    /// <summary>
    /// Bytes of filters that stream from the second-level cache in the time of a multiply-add, from the third-level cache, from memory, and from memory where other
    /// threads read it too.
    /// </summary>
    private const double NearBandwidth = 32, CacheBandwidth = 10, MemoryBandwidth = 5, SharedBandwidth = 3;

    /// <summary>The same where memory is far, of the third-level cache and of memory.</summary>
    private const double FarCacheBandwidth = 5, FarBandwidth = 2.8;

    /// <summary>Filters of more bytes than these do not stay in the second-level cache, and in the third-level cache.</summary>
    private const double NearBytes = 512 << 10, CachedBytes = 24 << 20;

    /// <summary>A layer's filters of more bytes than these come from memory in each prediction or step: with other layers' they are too many for the third-level cache.</summary>
    private const double DistantBytes = 4 << 20;

    /// <summary>
    /// A network's parameters of more bytes than these come from memory in each prediction, or from the third-level cache: minimal filtering makes up to four times
    /// as many of them.
    /// </summary>
    private const int DistantNetwork = 16 << 20, CachedNetwork = 512 << 10;

    /// <summary>Filters over blocks of pixels of more bytes than these gain nothing: transformed they are about eleven times the parameter, and come from memory.</summary>
    private const double MostBlockBytes = 8 << 20;

    /// <summary>Samples over which a training step, and a prediction of several, share what they read of the filters.</summary>
    private const int TrainingSamples = 16, PredictionSamples = 4;

    /// <summary>The share of the time that must be saved at least to be worth the memory that minimal filtering takes.</summary>
    private const double WorthwhileGain = 0.15;

    /// <summary>A convolution.</summary>
    /// <param name="Kernel">Rows and columns of its filters.</param>
    /// <param name="LargestTile">The largest tile of minimal filtering of 3x3 filters that is allowed: 2 or 4.</param>
    /// <param name="Inputs">Input channels.</param>
    /// <param name="Outputs">Output channels.</param>
    /// <param name="Height">Output rows.</param>
    /// <param name="Width">Output columns.</param>
    public sealed record Work(int Kernel, int LargestTile, int Inputs, int Outputs, int Height, int Width)
    {
        /// <summary>The strided window, if this is of its blocks of pixels.</summary>
        public DepthWindow? Depth { get; init; }

        /// <summary>Weights of an output that direct sums take.</summary>
        public double DirectWeights => Depth is { } window
            ? (double)window.Window.Kernel * window.Window.Kernel * Inputs / (window.Block * window.Block)
            : (double)Kernel * Kernel * Inputs;
    }

    /// <summary>Tiles of the minimal filtering that is faster than direct sums; null if none is, or none is allowed.</summary>
    public static WinogradPlan? Fastest(Work? work, Setting setting) => Fastest(work, setting, plan => Minimal(plan, setting, work!.Depth));

    /// <summary>The same in a prediction where memory is far, if it is another one.</summary>
    public static WinogradPlan? FastestOfFar(Work? work, Setting setting, WinogradPlan usual) =>
        setting.Mode == Mode.Predict && Fastest(work, setting with { IsMemoryFar = true }) is { Piecewise: false } plan && plan != usual ? plan : null;

    /// <summary>The same for the gradient of the input. A step fetches filters once for a batch, so that the network's size does not count.</summary>
    public static WinogradPlan? FastestTurned(Work? work) => Fastest(work, new Setting(Mode.Train, Parameters: 0));

    /// <summary>The same for the gradient of the filters.</summary>
    public static WinogradPlan? FastestGradient(Work? work) => Fastest(work, new Setting(Mode.Train, Parameters: 0), plan => Gradient(plan, work!.Depth));

    /// <summary>What a convolution by blocks of pixels is; null where it has none.</summary>
    public static Work? OfBlocks(DepthWindow window, int largestTile, int outputs, int height, int width) => window.Window is { Stride: > 1, Dilation: 1 }
        ? new Work(window.Kernel, largestTile, window.BlockChannels, outputs, height, width) { Depth = window }
        : null;

    /// <summary>What the gradient of its input is, of so many rows and columns.</summary>
    public static Work? OfTurnedBlocks(DepthWindow window, int largestTile, int outputs, int height, int width) =>
        window is { IsWide: true, Window: { Stride: > 1, Dilation: 1 } } && window.BlocksBefore < window.Kernel
            ? new Work(window.Kernel, largestTile, outputs, window.BlockChannels, window.BlocksOf(height), window.BlocksOf(width)) { Depth = window }
            : null;

    /// <summary>
    /// The ways to filter by tiles: with filters transformed as a whole or piece by piece, and where memory is far, along rows, which transforms them to a third
    /// more.
    /// </summary>
    public static IEnumerable<WinogradPlan> Plans(Work work, Setting setting)
    {
        foreach (int tile in Tiles(work.Kernel, work.LargestTile))
        {
            WinogradPlan whole = new(
                work.Inputs, work.Outputs, work.Height, work.Width, tile, setting.Mode == Mode.Train ? TrainingSamples : PredictionSamples, Kernel: work.Kernel);
            yield return whole;
            if (Bytes(whole) <= NearBytes || work.Depth is not null)
                continue;
            yield return whole with { Piecewise = true };
            if (setting.IsMemoryFar && whole is { Kernel: 3, Tile: 2 } && whole.Inputs % Map.Vector == 0)
                yield return whole with { Inputs = whole.Kernel * whole.Inputs, AlongRows = true };
        }
    }

    private static WinogradPlan? Fastest(Work? work, Setting setting, Func<WinogradPlan, double> costOf)
    {
        if (work is null)
            return null;
        WinogradPlan? best = null;
        double least = Direct(work) * (1 - WorthwhileGain);
        foreach (WinogradPlan plan in Plans(work, setting))
        {
            double cost = costOf(plan);
            if (cost >= least || !IsAddressable(plan) || (work.Depth is not null && Bytes(plan) > MostBlockBytes))
                continue;
            best = plan;
            least = cost;
        }

        return best;
    }

    /// <summary>The tiles that there are for a kernel. Those of other filters are no more accurate than the larger ones of 3x3 filters.</summary>
    private static IEnumerable<int> Tiles(int kernel, int largestTile) => (kernel, largestTile) switch
    {
        (3, >= 4) => [2, 4],
        (3, >= 2) => [2],
        (4, >= 4) => [3],
        (2, >= 4) => [4],
        (5, >= 4) => [2],
        _ => [],
    };

    /// <summary>A pass over values in the cache.</summary>
    public static double Pass(IEnumerable<Value> values) => values.Where(value => value.Storage == Storage.Map).Sum(value => value.Shape.Count) * sizeof(float) / CacheBandwidth;

    /// <summary>Direct sums: each pixel takes every weight, and all weights are read once at least.</summary>
    public static double Direct(long weights, long pixels) => Math.Max(weights / (double)Map.Vector * pixels, weights * sizeof(float) / Bandwidth(weights * sizeof(float)));

    /// <summary>Minimal filtering in a prediction whose filters are in a cache, of blocks of pixels or not.</summary>
    public static double Minimal(WinogradPlan plan, DepthWindow? depth = null) => Minimal(plan, new Setting(Mode.Predict, Parameters: 0), depth);

    private static double Direct(Work work) => work.DirectWeights * Vectors(work.Outputs) * work.Height * work.Width;

    /// <summary>A block of tiles reads all filters, which training transforms in each step, or transforms them itself.</summary>
    private static double Minimal(WinogradPlan plan, Setting setting, DepthWindow? depth)
    {
        Mode mode = setting.Mode;
        int samples = mode == Mode.Train ? TrainingSamples : 1;
        if (plan.Piecewise)
            return Multiply(plan, depth) + Transform(plan) + Pieces(plan, samples, PieceCost);
        double stream = Stream(plan, samples) + (mode == Mode.Predict ? Fetch(plan, setting) : 0);
        return Math.Max(Multiply(plan, depth), stream) + Transform(plan) + (mode == Mode.Train ? Write(plan) : 0);
    }

    /// <summary>A block of tiles reads and writes all sums, which are transformed at the end.</summary>
    private static double Gradient(WinogradPlan plan, DepthWindow? depth) => Multiply(plan, depth) + Transform(plan) + (plan.Piecewise
        ? Pieces(plan, TrainingSamples, GradientPieceCost)
        : Stream(plan, TrainingSamples) + Write(plan));

    /// <summary>The share of a plan's products whose filters may be other than zero.</summary>
    private static double Share(WinogradPlan plan, DepthWindow? depth) => depth is { } window
        ? Enumerable.Range(0, plan.Points).Average(point => Channels(window.ChannelsAt(point / plan.Patch, point % plan.Patch, plan.Patch)) / window.BlockChannels)
        : 1;

    private static double Channels((int First, int End) range) => range.End - range.First;

    private static double Multiply(WinogradPlan plan, DepthWindow? depth) => Share(plan, depth) * plan.TilesPerSample * plan.Points * plan.Inputs * Vectors(plan.Outputs);

    /// <summary>Half a vector takes as long to transform as a whole one.</summary>
    private static double Transform(WinogradPlan plan) =>
        plan.TilesPerSample * plan.Points * (Math.Ceiling(Vectors(plan.Inputs)) + Math.Ceiling(Vectors(plan.Outputs))) * TransformCost;

    /// <summary>What transforming all filters, or their gradient, once for each block of tiles costs a sample.</summary>
    private static double Pieces(WinogradPlan plan, int samples, double cost)
    {
        double blocks = Math.Ceiling((double)plan.TilesPerSample * samples / plan.Block);
        return plan.Inputs * Vectors(plan.Outputs) * cost * blocks / samples;
    }

    /// <summary>What transforming all filters, or their gradient, costs a sample of a step.</summary>
    private static double Write(WinogradPlan plan) => Bytes(plan) / (Bytes(plan) > DistantBytes ? MemoryBandwidth : CacheBandwidth) / TrainingSamples;

    private static double Stream(WinogradPlan plan, int samples)
    {
        double blocks = Math.Ceiling((double)plan.TilesPerSample * samples / plan.Block);
        return Bytes(plan) * blocks / Bandwidth(Bytes(plan)) / samples;
    }

    /// <summary>What the first block of a prediction waits for beyond what later ones do: filters that other layers' have driven out of a cache.</summary>
    private static double Fetch(WinogradPlan plan, Setting setting) => (Bytes(plan) / FetchBandwidth(Bytes(plan), setting)) - (Bytes(plan) / Bandwidth(Bytes(plan)));

    private static double FetchBandwidth(double bytes, Setting setting) => (setting.Parameters * sizeof(float)) switch
    {
        > DistantNetwork => setting.IsMemoryFar ? FarBandwidth : SharedBandwidth,
        _ when bytes > DistantBytes => MemoryBandwidth,
        > CachedNetwork when setting.IsMemoryFar => FarCacheBandwidth,
        _ => Bandwidth(bytes),
    };

    private static double Bandwidth(double bytes) => bytes > CachedBytes ? MemoryBandwidth : bytes > NearBytes ? CacheBandwidth : NearBandwidth;

    private static double Bytes(WinogradPlan plan) => (double)plan.Points * plan.FilterPlane * sizeof(float);

    private static bool IsAddressable(WinogradPlan plan) =>
        plan.Points * Math.Max((double)plan.FilterPlane, (plan.Block * ((double)plan.InputStep + plan.OutputStep)) + (3 * Map.Vector)) < Shape.MostFloats;

    private static double Vectors(int channels) => Map.LanesOf(channels) / (double)Map.Vector;
}
