extern alias generator;

using System.Runtime.InteropServices;
using CnnGen.Kernels;
using generator::CnnGen.Generator.Layers.Shared;
using Mode = generator::CnnGen.Generator.Graph.Mode;
using Setting = generator::CnnGen.Generator.Graph.Setting;
using BlockWindow = generator::CnnGen.Kernels.DepthWindow;
using TilePlan = generator::CnnGen.Kernels.WinogradPlan;

namespace CnnGen.Benchmarks;

/// <summary>What a convolution is computed for.</summary>
internal enum Pass
{
    Forward,
    DataGradient,
    WeightGradient,
}

/// <summary>A kernel that can do a pass of a layer.</summary>
/// <param name="Tile">Side of the tiles of minimal filtering; 0 sums directly.</param>
/// <param name="Run">Does it once, for <see cref="LayerKernels.Samples"/>.</param>
internal sealed record Candidate(int Tile, Action Run);

/// <summary>The kernels of one convolution of a network, on memory of their own.</summary>
/// <param name="layer">The convolution.</param>
/// <param name="input">What it reads of a sample.</param>
/// <param name="output">What it makes of it.</param>
/// <param name="readsImages">Whether the input is the network's own, whose pixels lie without gaps where direct sums read them.</param>
/// <param name="parameters">The network's parameters.</param>
internal sealed unsafe class LayerKernels(ConvLayer layer, ImageShape input, ImageShape output, bool readsImages, long parameters) : IDisposable
{
    private const int LargestTile = 4, TrainingSamples = 8;

    private readonly List<nint> _blocks = [];

    /// <summary>Useful multiply-adds of a pass over a sample.</summary>
    public double MultiplyAdds => (double)output.Count * input.Channels / layer.Groups * layer.Window.Kernel * layer.Window.Kernel;

    /// <summary>The layer in short.</summary>
    public string Name =>
        $"{layer.Window.Kernel}x{layer.Window.Kernel}{(layer.Window.Stride > 1 ? $"/{layer.Window.Stride}" : "")}{(layer.Groups > 1 ? $", {layer.Groups} groups" : "")} {input.Channels}x{input.Height}x{input.Width} to {output.Channels}";

    /// <summary>Rows and columns of zeros round every map: enough for all kernels, whose tiles may reach past the last window.</summary>
    private int Border => layer.Window.Extent + (LargestTile * layer.Window.Stride);

    private FilterBank Bank => new(input.Channels, output.Channels, layer.Window.Kernel * layer.Window.Kernel, layer.Groups, layer.Window.Stride);

    private bool AllowsTiles => layer is { Groups: 1, Window: { Stride: 1, Dilation: 1 } };

    /// <summary>Samples of a call: a prediction has one, while gradients share the work that is done once a batch.</summary>
    public static int Samples(Pass pass) => pass == Pass.Forward ? 1 : TrainingSamples;

    /// <summary>The side of the tiles that the compiler chooses; 0 for direct sums.</summary>
    public int Choice(Pass pass)
    {
        TilePlan? plan = pass switch
        {
            Pass.Forward => KernelCost.Fastest(Work(pass), new Setting(Mode.Predict, parameters)),
            Pass.DataGradient => KernelCost.FastestTurned(Work(pass)),
            _ => KernelCost.FastestGradient(Work(pass)),
        };
        return plan?.Tile ?? 0;
    }

    private KernelCost.Work? Work(Pass pass)
    {
        bool turned = pass == Pass.DataGradient;
        if (AllowsBlocks(pass))
        {
            BlockWindow blocks = new(new(layer.Window.Kernel, layer.Window.Stride, layer.Window.PaddingBefore, layer.Window.PaddingAfter), input.Channels);
            return turned
                ? KernelCost.OfTurnedBlocks(blocks, LargestTile, output.Channels, input.Height, input.Width)
                : KernelCost.OfBlocks(blocks, LargestTile, output.Channels, output.Height, output.Width);
        }

        return !AllowsTiles ? null
            : turned ? new(layer.Window.Kernel, LargestTile, output.Channels, input.Channels, input.Height, input.Width)
            : new(layer.Window.Kernel, LargestTile, input.Channels, output.Channels, output.Height, output.Width);
    }

    /// <summary>All kernels that can do a pass.</summary>
    public IEnumerable<Candidate> Candidates(Pass pass)
    {
        Map padded = Layout(input), y = Layout(output);
        Map x = readsImages && pass != Pass.DataGradient && !Bank.ForwardPanels[0].OfGroups ? padded with { PixelStride = input.Channels } : padded;
        Address from = Take(Samples(pass) * padded.SampleStride), to = Take(Samples(pass) * y.SampleStride), weights = Take(Bank.Size), packed = Take(Math.Max(Bank.ForwardSize, Bank.BackwardSize));
        Address scratch = Take(Bank.GradientSize), bias = Take(y.Lanes);
        int expansion = Math.Max(Bank.ExpandedGroups.ScratchSize(x, layer.Window), Bank.TurnedExpandedGroups.TurnedScratchSize(y, x, layer.Window));
        Samples samples = new(Samples(pass), null, Take(expansion), expansion);
        switch (pass)
        {
            case Pass.Forward:
                Convolution forward = Convolution.Of(x, y, layer.Window, layer.Groups);
                yield return new Candidate(0, () => forward.Forward(samples, from, packed, bias, to));
                break;
            case Pass.DataGradient:
                DataGradient data = DataGradient.Of(y, x, layer.Window, layer.Groups);
                yield return new Candidate(0, () => data.Run(samples, to, packed, from));
                break;
            default:
                WeightGradient gradient = WeightGradient.Of(x, y, layer.Window, layer.Groups);
                yield return new Candidate(0, () => gradient.Run(samples, from, to, weights, bias, scratch));
                break;
        }

        foreach (int tile in AllowsTiles ? KernelCost.Tiles(layer.Window.Kernel, LargestTile) : [])
            yield return new Candidate(tile, Tiled(pass, tile, padded, y, from, to, weights));

        DepthWindow window = new(layer.Window, input.Channels);
        foreach (int tile in AllowsBlocks(pass) ? KernelCost.Tiles(window.Kernel, LargestTile) : [])
            yield return new Candidate(tile, OfBlocks(pass, tile, window, window.IsWide ? padded : x, y, from, to, weights));
    }

    public void Dispose()
    {
        foreach (nint block in _blocks)
            NativeMemory.AlignedFree((void*)block);
        _blocks.Clear();
    }

    /// <summary>Whether a stride lets blocks of pixels be filtered; the gradient of an input is computed so where it has channels enough.</summary>
    private bool AllowsBlocks(Pass pass) =>
        layer is { Groups: 1, Window: { Stride: > 1, Dilation: 1 } } && (pass != Pass.DataGradient || new DepthWindow(layer.Window, input.Channels).IsWide);

    private Action Tiled(Pass pass, int tile, Map x, Map y, Address from, Address to, Address weights)
    {
        bool turned = pass == Pass.DataGradient;
        WinogradPlan plan = turned
            ? new(output.Channels, input.Channels, input.Height, input.Width, tile, Samples(pass), Kernel: layer.Window.Kernel)
            : new(input.Channels, output.Channels, output.Height, output.Width, tile, Samples(pass), Kernel: layer.Window.Kernel);
        int padding = turned ? layer.Window.Kernel - 1 - layer.Window.PaddingBefore : layer.Window.PaddingBefore;
        Address filters = Take(Math.Max(plan.FilterSize, plan.GradientSumsSize)), scratch = Take(Math.Max(plan.ScratchSize, plan.GradientScratchSize));
        Samples samples = new(Samples(pass), null, scratch);
        if (pass == Pass.WeightGradient)
        {
            WinogradWeightGradient gradient = WinogradWeightGradient.Of(x, y, plan, padding);
            return () => gradient.Run(samples, from, to, filters, weights);
        }

        WinogradConvolution convolution = turned ? WinogradConvolution.Turned(y, x, plan, padding) : WinogradConvolution.Of(x, y, plan, padding);
        return turned ? () => convolution.Run(samples, to, filters, default, from) : () => convolution.Run(samples, from, filters, default, to);
    }

    /// <summary>Of a strided window: blocks of pixels, written first going forward where pixels have few channels.</summary>
    private Action OfBlocks(Pass pass, int tile, DepthWindow window, Map x, Map y, Address from, Address to, Address weights)
    {
        bool turned = pass == Pass.DataGradient;
        WinogradPlan plan = turned
            ? new(output.Channels, window.BlockChannels, window.BlocksOf(input.Height), window.BlocksOf(input.Width), tile, Samples(pass), Kernel: window.Kernel)
            : new(window.BlockChannels, output.Channels, output.Height, output.Width, tile, Samples(pass), Kernel: window.Kernel);
        Address filters = Take(Math.Max(plan.FilterSize, plan.GradientSumsSize) + window.FilterSize(output.Channels));
        Samples samples = new(Samples(pass), null, Take(Math.Max(plan.ScratchSize, plan.GradientScratchSize)));
        if (turned)
        {
            WinogradConvolution data = WinogradConvolution.Turned(y, x, plan, window.Kernel - 1 - window.BlocksBefore, depth: window);
            return () => data.Run(samples, to, filters, default, from);
        }

        Map depth = window.IsWide ? x : new Map(
            window.BlockChannels, (plan.TileRows * tile) + plan.Kernel - 1, (plan.TileColumns * tile) + plan.Kernel - 1, Map.LanesOf(window.BlockChannels));
        Address blocks = window.IsWide ? from : Take(Samples(pass) * depth.SampleStride);
        if (pass == Pass.WeightGradient)
        {
            WinogradWeightGradient gradient = WinogradWeightGradient.Of(depth, y, plan, window.BlockPadding, window);
            return () => gradient.Run(samples, blocks, to, filters, weights);
        }

        WinogradConvolution convolution = WinogradConvolution.Of(depth, y, plan, window.BlockPadding, depth: window);
        if (window.IsWide)
            return () => convolution.Run(samples, from, filters, default, to);
        SpaceToDepth write = new(x, depth, window);
        return () =>
        {
            write.Run(samples, from, blocks);
            convolution.Run(samples, blocks, filters, default, to);
        };
    }

    private Map Layout(ImageShape shape) =>
        new(shape.Channels, shape.Height, shape.Width, Map.LanesOf(shape.Channels), Top: Border, Bottom: Border, Side: Border);

    /// <summary>Zeros: times do not depend on the numbers, as long as none is subnormal.</summary>
    private Address Take(int floats)
    {
        nuint bytes = (nuint)floats * sizeof(float);
        void* memory = NativeMemory.AlignedAlloc(bytes, Map.Vector * sizeof(float));
        NativeMemory.Clear(memory, bytes);
        _blocks.Add((nint)memory);
        return new Address((float*)memory);
    }
}
