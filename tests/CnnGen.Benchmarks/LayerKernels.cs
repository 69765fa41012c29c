extern alias generator;

using CnnGen.Kernels;
using CnnGen.Sessions;
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
/// <param name="Name">How it computes: see <see cref="LayerKernels.Names"/>.</param>
/// <param name="Run">Does it once, for <see cref="LayerKernels.Samples"/>.</param>
internal sealed record Candidate(string Name, Action Run);

/// <summary>
/// The kernels of one convolution of a network, on memory of their own. Predicting, weights come from as far as in the network: calls read copies of them in
/// turns, as many as make up the network's parameters.
/// </summary>
/// <param name="layer">The convolution.</param>
/// <param name="input">What it reads of a sample.</param>
/// <param name="output">What it makes of it.</param>
/// <param name="readsImages">Whether the input is the network's own, whose pixels lie without gaps where direct sums read them.</param>
/// <param name="parameters">The network's parameters.</param>
internal sealed unsafe class LayerKernels(ConvLayer layer, ImageShape input, ImageShape output, bool readsImages, long parameters) : IDisposable
{
    private const string Direct = "direct", AlongRows = "F(2) rows", Pieces = ", pieces";

    private const int LargestTile = 4, TrainingSamples = 8;

    /// <summary>Floats of all copies of weights at the most: more than any cache holds.</summary>
    private const int MostCopied = 128 << 20;

    /// <summary>Room for the copies of the weights, shared by all layers: they are zeros, and are not written.</summary>
    private static readonly Lazy<Address> Weights = new(() => new Address((float*)MemorySource.Current.Take((long)MostCopied * sizeof(float))));

    private readonly List<(nint Memory, long Bytes)> _blocks = [];

    /// <summary>All ways to compute a convolution.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Direct, .. new[] { 2, 3, 4 }.Select(Square), AlongRows, .. new[] { 2, 4 }.Select(tile => Square(tile) + Pieces)];

    /// <summary>Useful multiply-adds of a pass over a sample.</summary>
    public double MultiplyAdds => (double)output.Count * input.Channels / layer.Groups * layer.Window.Kernel * layer.Window.Kernel;

    /// <summary>The layer in short.</summary>
    public string Name =>
        $"{layer.Window.Kernel}x{layer.Window.Kernel}{(layer.Window.Stride > 1 ? $"/{layer.Window.Stride}" : "")}{(layer.Groups > 1 ? $", {layer.Groups} groups" : "")} {input.Channels}x{input.Height}x{input.Width} to {output.Channels}";

    /// <summary>Rows and columns of zeros round every map: enough for all kernels, whose tiles may reach past the last window.</summary>
    private int Border => layer.Window.Extent + (LargestTile * layer.Window.Stride);

    private FilterBank Bank => new(input.Channels, output.Channels, layer.Window.Kernel * layer.Window.Kernel, layer.Groups, layer.Window.Stride);

    private DepthWindow Depth => new(layer.Window, input.Channels);

    private Setting Prediction => new(Mode.Predict, parameters);

    private bool AllowsTiles => layer is { Groups: 1, Window: { Stride: 1, Dilation: 1 } };

    /// <summary>Samples of a call: a prediction has one, while gradients share the work that is done once a batch.</summary>
    public static int Samples(Pass pass) => pass == Pass.Forward ? 1 : TrainingSamples;

    /// <summary>The way that the compiler chooses for this processor.</summary>
    public string Choice(Pass pass)
    {
        KernelCost.Work? work = Work(pass);
        TilePlan? plan = pass switch
        {
            Pass.Forward => KernelCost.Fastest(work, Prediction),
            Pass.DataGradient => KernelCost.FastestTurned(work),
            _ => KernelCost.FastestGradient(work),
        };
        if (pass == Pass.Forward && FarMemory.IsHere && layer.Window.Stride == 1 && plan is { } usual)
            plan = KernelCost.FastestOfFar(work, Prediction, usual) ?? usual;
        return plan is { } chosen ? NameOf(chosen) : Direct;
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
        Map padded = Layout(input, Border), y = Layout(output, pass == Pass.Forward ? 0 : Border);
        Map x = readsImages && pass != Pass.DataGradient && !Bank.ForwardPanels[0].OfGroups ? padded with { PixelStride = input.Channels } : padded;
        Address from = Take(Samples(pass) * padded.SampleStride), to = Take(Samples(pass) * y.SampleStride), weights = Take(Bank.Size), packed = Take(Math.Max(Bank.ForwardSize, Bank.BackwardSize));
        Address scratch = Take(Bank.GradientSize), bias = Take(y.Lanes);
        int expansion = Math.Max(Bank.ExpandedGroups.ScratchSize(x, layer.Window), Bank.TurnedExpandedGroups.TurnedScratchSize(y, x, layer.Window));
        Samples samples = new(Samples(pass), null, Take(expansion), expansion);
        switch (pass)
        {
            case Pass.Forward:
                Convolution forward = Convolution.Of(x, y, layer.Window, layer.Groups);
                Func<Address> copies = Copies(Bank.ForwardSize);
                yield return new Candidate(Direct, () => forward.Forward(samples, from, copies(), bias, to));
                break;
            case Pass.DataGradient:
                DataGradient data = DataGradient.Of(y, x, layer.Window, layer.Groups);
                yield return new Candidate(Direct, () => data.Run(samples, to, packed, from));
                break;
            default:
                WeightGradient gradient = WeightGradient.Of(x, y, layer.Window, layer.Groups);
                yield return new Candidate(Direct, () => gradient.Run(samples, from, to, weights, bias, scratch));
                break;
        }

        if (Work(pass) is not { } work)
            yield break;
        Setting setting = pass == Pass.Forward ? Prediction with { IsMemoryFar = FarMemory.IsHere } : new Setting(Mode.Train, parameters);
        foreach (TilePlan plan in KernelCost.Plans(work, setting))
            yield return new Candidate(NameOf(plan), AllowsTiles ? Tiled(pass, Own(plan), padded, y, from, to, weights) : OfBlocks(pass, Own(plan), Depth.IsWide ? padded : x, y, from, to, weights));
    }

    public void Dispose()
    {
        foreach ((nint memory, long bytes) in _blocks)
            MemorySource.Current.Return((void*)memory, bytes);
        _blocks.Clear();
    }

    /// <summary>Whether a stride lets blocks of pixels be filtered; the gradient of an input is computed so where it has channels enough.</summary>
    private bool AllowsBlocks(Pass pass) =>
        layer is { Groups: 1, Window: { Stride: > 1, Dilation: 1 } } && (pass != Pass.DataGradient || Depth.IsWide);

    private Action Tiled(Pass pass, WinogradPlan plan, Map x, Map y, Address from, Address to, Address weights)
    {
        bool turned = pass == Pass.DataGradient;
        int padding = turned ? layer.Window.Kernel - 1 - layer.Window.PaddingBefore : layer.Window.PaddingBefore;
        Address filters = Take(Math.Max(plan.Piecewise ? Bank.Size : plan.FilterSize, plan.GradientSumsSize)), scratch = Take(Math.Max(plan.ScratchSize, plan.GradientScratchSize));
        Samples samples = new(Samples(pass), null, scratch);
        if (pass == Pass.WeightGradient)
        {
            WinogradWeightGradient gradient = WinogradWeightGradient.Of(x, y, plan, padding);
            return () => gradient.Run(samples, from, to, filters, weights);
        }

        if (turned)
            return Step(WinogradConvolution.Turned(y, x, plan, padding), plan, samples, to, weights, filters, from);
        WinogradConvolution convolution = WinogradConvolution.Of(x, y, plan, padding);
        Func<Address> copies = Copies(plan.Piecewise ? Bank.Size : plan.FilterSize);
        return () => convolution.Run(samples, from, copies(), default, to);
    }

    /// <summary>Of a strided window: blocks of pixels, written first going forward where pixels have few channels.</summary>
    private Action OfBlocks(Pass pass, WinogradPlan plan, Map x, Map y, Address from, Address to, Address weights)
    {
        bool turned = pass == Pass.DataGradient;
        DepthWindow window = Depth;
        Address filters = Take(Math.Max(plan.FilterSize, plan.GradientSumsSize) + window.FilterSize(output.Channels));
        Samples samples = new(Samples(pass), null, Take(Math.Max(plan.ScratchSize, plan.GradientScratchSize)));
        if (turned)
            return Step(WinogradConvolution.Turned(y, x, plan, window.Kernel - 1 - window.BlocksBefore, depth: window), plan, samples, to, weights, filters, from);
        Map depth = window.IsWide ? x : new Map(
            window.BlockChannels, (plan.TileRows * plan.Tile) + plan.Kernel - 1, (plan.TileColumns * plan.Tile) + plan.Kernel - 1, Map.LanesOf(window.BlockChannels));
        Address blocks = window.IsWide ? from : Take(Samples(pass) * depth.SampleStride);
        if (pass == Pass.WeightGradient)
        {
            WinogradWeightGradient gradient = WinogradWeightGradient.Of(depth, y, plan, window.BlockPadding, window);
            return () => gradient.Run(samples, blocks, to, filters, weights);
        }

        WinogradConvolution convolution = WinogradConvolution.Of(depth, y, plan, window.BlockPadding, depth: window);
        Func<Address> copies = Copies(plan.FilterSize);
        if (window.IsWide)
            return () => convolution.Run(samples, from, copies(), default, to);
        SpaceToDepth write = new(x, depth, window);
        return () =>
        {
            write.Run(samples, from, blocks);
            convolution.Run(samples, blocks, copies(), default, to);
        };
    }

    /// <summary>The gradient of an input; filters are transformed once a step.</summary>
    private static Action Step(WinogradConvolution turned, WinogradPlan plan, Samples samples, Address dy, Address weights, Address filters, Address dx) => () =>
    {
        if (!plan.Piecewise)
            turned.Pack(weights, filters);
        turned.Run(samples, dy, filters, default, dx);
    };

    private static Map Layout(ImageShape shape, int border) =>
        new(shape.Channels, shape.Height, shape.Width, Map.StrideOf(shape.Channels, shape.Height * shape.Width), Top: border, Bottom: border, Side: border);

    /// <summary>In turns the copies of weights that predictions read.</summary>
    private Func<Address> Copies(int size)
    {
        int turn = 0, step = Map.LanesOf(size), count = (int)Math.Clamp(parameters / Math.Max(1, Bank.Size), 1, MostCopied / step);
        return () => new Address(Weights.Value.Pointer + ((long)(turn = (turn + 1) % count) * step));
    }

    /// <summary>Zeros: times do not depend on the numbers, as long as none is subnormal.</summary>
    private Address Take(int floats)
    {
        long bytes = (long)floats * sizeof(float);
        void* memory = MemorySource.Current.Take(bytes);
        _blocks.Add(((nint)memory, bytes));
        return new Address((float*)memory);
    }

    private static string NameOf(TilePlan plan) => plan.AlongRows ? AlongRows : Square(plan.Tile) + (plan.Piecewise ? Pieces : "");

    private static string Square(int tile) => $"F({tile}x{tile})";

    private static WinogradPlan Own(TilePlan plan) => new(
        plan.Inputs, plan.Outputs, plan.Height, plan.Width, plan.Tile, plan.Samples, plan.Piecewise, plan.Kernel, plan.AlongRows);
}
