using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>torchvision's ImageNet ResNets.</summary>
internal static class ResNets
{
    /// <summary>The deep ones learn a sample or two in few steps; at this rate not at the first.</summary>
    private const float DeepRate = 0.0005f;

    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        Basic(nameof(Zoo.ResNet18), () => new Zoo.ResNet18(), [2, 2, 2, 2], 2, 0.002f),
        Basic(nameof(Zoo.ResNet34), () => new Zoo.ResNet34(), [3, 4, 6, 3], 1, DeepRate),
        new(nameof(Zoo.ResNet50), () => new Zoo.ResNet50(), () => new ResNet(BottleneckBlock.Create, 4, [3, 4, 6, 3]), Names("bottleneck", 3, true, [3, 4, 6, 3]))
        {
            Input = [3, 224, 224],
            Batch = 1,
            Rate = DeepRate,
        },
    ];

    /// <summary>Names of the residual blocks, which CnnGen counts by kind, and of what stands before and behind.</summary>
    /// <param name="kind">What CnnGen calls the blocks.</param>
    /// <param name="convolutions">Convolutions of a block.</param>
    /// <param name="projectsFirst">Whether the first layer begins with a projection too.</param>
    /// <param name="depths">Blocks of each layer.</param>
    /// <param name="stem">What CnnGen calls the stem.</param>
    public static NameMap Names(string kind, int convolutions, bool projectsFirst, int[] depths, string stem = "resNetStem1")
    {
        NameMap names = new() { { "conv1", $"{stem}.conv1" }, { "bn1", $"{stem}.batchNorm1" }, { "fc", "linear1" } };
        int identities = 0, projections = 0;
        for (int layer = 0; layer < depths.Length; layer++)
        {
            for (int i = 0; i < depths[layer]; i++)
            {
                bool projects = i == 0 && (layer > 0 || projectsFirst);
                string ours = projects ? $"{kind}Projection{++projections}" : $"{kind}{++identities}", theirs = $"layer{layer + 1}.{i}";
                for (int k = 1; k <= convolutions; k++)
                {
                    names.Add($"{theirs}.conv{k}", $"{ours}.Residual.conv{k}");
                    names.Add($"{theirs}.bn{k}", $"{ours}.Residual.batchNorm{k}");
                }

                if (projects)
                {
                    names.Add($"{theirs}.downsample.0", $"{ours}.Shortcut.conv");
                    names.Add($"{theirs}.downsample.1", $"{ours}.Shortcut.batchNorm");
                }
            }
        }

        return names;
    }

    private static NetworkPair Basic(string name, Func<Model> declared, int[] depths, int batch, float rate) =>
        new(name, declared, () => new ResNet(BasicBlock.Create, 1, depths), Names("basic", 2, false, depths))
        {
            Input = [3, 224, 224],
            Batch = batch,
            Rate = rate,
        };
}

/// <summary>torchvision's <c>ResNet</c>.</summary>
internal sealed class ResNet : Composite
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly List<Sequential> _layers = [];
    private readonly Linear _fc;

    /// <param name="block">Makes a block from its inputs, width and stride.</param>
    /// <param name="expansion">Outputs of a block by its width.</param>
    /// <param name="depths">Blocks of each layer.</param>
    public ResNet(Func<long, long, long, nn.Module<Tensor, Tensor>> block, int expansion, int[] depths)
        : base(nameof(ResNet))
    {
        _conv1 = Part("conv1", Parts.Conv(3, 64, 7, stride: 2, padding: 3));
        _bn1 = Part("bn1", nn.BatchNorm2d(64));
        long inputs = 64;
        for (int layer = 0; layer < depths.Length; layer++)
        {
            long width = 64 << layer, stride = layer == 0 ? 1 : 2;
            _layers.Add(Part($"layer{layer + 1}", Layer(block, inputs, width, expansion, depths[layer], stride)));
            inputs = width * expansion;
        }

        _fc = Part("fc", nn.Linear(inputs, 1000));
    }

    /// <summary>Blocks in a row, of which the first changes width and resolution.</summary>
    public static Sequential Layer(Func<long, long, long, nn.Module<Tensor, Tensor>> block, long inputs, long width, int expansion, int depth, long stride) =>
        Parts.Chain(Enumerable.Range(0, depth).Select(i => i == 0 ? block(inputs, width, stride) : block(width * expansion, width, 1)));

    public override Tensor forward(Tensor input)
    {
        Tensor x = F.max_pool2d(F.relu(_bn1.call(_conv1.call(input))), 3, 2, 1);
        foreach (Sequential layer in _layers)
            x = layer.call(x);
        return _fc.call(F.adaptive_avg_pool2d(x, 1).flatten(1));
    }
}
