using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>The ResNets for CIFAR-10 and their plain twins, with the names of torchvision's ResNets.</summary>
internal static class CifarResNets
{
    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        Residual(nameof(Zoo.ResNet20), () => new Zoo.ResNet20(), 3, lift: 0, small: true),
        new(nameof(Zoo.ResNet20A), () => new Zoo.ResNet20A(), () => new CifarResNet(PaddedBlock.Create, 3), PaddedNames(3))
        {
            Input = [3, 32, 32],
            Batch = 4,
        },
        Residual(nameof(Zoo.ResNet56), () => new Zoo.ResNet56(), 9, lift: 3, small: false),
        Plain(nameof(Zoo.Plain20), () => new Zoo.Plain20(), 3),
        Plain(nameof(Zoo.Plain56), () => new Zoo.Plain56(), 9),
    ];

    private static NetworkPair Residual(string name, Func<Model> declared, int depth, double lift, bool small) =>
        new(name, declared, () => new CifarResNet(BasicBlock.Create, depth), ResNets.Names("basic", 2, false, [depth, depth, depth], "cifarStem1"))
        {
            Input = [3, 32, 32],
            Batch = 4,
            Lift = lift,
            IsSmall = small,
        };

    private static NetworkPair Plain(string name, Func<Model> declared, int depth) =>
        new(name, declared, () => new CifarResNet(PlainBlock.Create, depth), PlainNames(depth))
        {
            Input = [3, 32, 32],
            Batch = 4,
            Lift = 3,
            IsSmall = true,
        };

    private static NameMap PaddedNames(int depth)
    {
        NameMap names = new() { { "conv1", "cifarStem1.conv1" }, { "bn1", "cifarStem1.batchNorm1" }, { "fc", "linear1" } };
        int identities = 0, padded = 0;
        for (int block = 0; block < 3 * depth; block++)
        {
            bool subsamples = block > 0 && block % depth == 0;
            string theirs = $"layer{(block / depth) + 1}.{block % depth}", ours = subsamples ? $"basicPadded{++padded}" : $"basic{++identities}";
            for (int k = 1; k <= 2; k++)
            {
                names.Add($"{theirs}.conv{k}", $"{ours}.Residual.conv{k}");
                names.Add($"{theirs}.bn{k}", $"{ours}.Residual.batchNorm{k}");
            }
        }

        return names;
    }

    private static NameMap PlainNames(int depth)
    {
        NameMap names = new() { { "conv1", "cifarStem1.conv1" }, { "bn1", "cifarStem1.batchNorm1" }, { "fc", "linear1" } };
        for (int block = 0; block < 3 * depth; block++)
        {
            string theirs = $"layer{(block / depth) + 1}.{block % depth}", ours = $"plain{block + 1}";
            for (int k = 1; k <= 2; k++)
            {
                names.Add($"{theirs}.conv{k}", $"{ours}.conv{k}");
                names.Add($"{theirs}.bn{k}", $"{ours}.batchNorm{k}");
            }
        }

        return names;
    }
}

/// <summary>The networks of He et al. 2015, section 4.2.</summary>
internal sealed class CifarResNet : Composite
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly Sequential _layer1, _layer2, _layer3;
    private readonly Linear _fc;

    /// <param name="block">Makes a block from its inputs, width and stride.</param>
    /// <param name="depth">Blocks of each layer.</param>
    public CifarResNet(Func<long, long, long, nn.Module<Tensor, Tensor>> block, int depth)
        : base(nameof(CifarResNet))
    {
        _conv1 = Part("conv1", Parts.Conv(3, 16, 3, padding: 1));
        _bn1 = Part("bn1", nn.BatchNorm2d(16));
        _layer1 = Part("layer1", ResNet.Layer(block, 16, 16, 1, depth, 1));
        _layer2 = Part("layer2", ResNet.Layer(block, 16, 32, 1, depth, 2));
        _layer3 = Part("layer3", ResNet.Layer(block, 32, 64, 1, depth, 2));
        _fc = Part("fc", nn.Linear(64, 10));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = F.relu(_bn1.call(_conv1.call(input)));
        x = _layer3.call(_layer2.call(_layer1.call(x)));
        return _fc.call(F.adaptive_avg_pool2d(x, 1).flatten(1));
    }
}

/// <summary>A basic block whose shortcut has no parameters: every other pixel, and zeros for the channels that are new.</summary>
internal sealed class PaddedBlock : Composite
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly long _stride, _appended;

    public PaddedBlock(long inputs, long width, long stride)
        : base(nameof(PaddedBlock))
    {
        (_stride, _appended) = (stride, width - inputs);
        _conv1 = Part("conv1", Parts.Conv(inputs, width, 3, stride, padding: 1));
        _bn1 = Part("bn1", nn.BatchNorm2d(width));
        _conv2 = Part("conv2", Parts.Conv(width, width, 3, padding: 1));
        _bn2 = Part("bn2", nn.BatchNorm2d(width));
    }

    public static nn.Module<Tensor, Tensor> Create(long inputs, long width, long stride) => new PaddedBlock(inputs, width, stride);

    public override Tensor forward(Tensor input)
    {
        Tensor x = _bn2.call(_conv2.call(F.relu(_bn1.call(_conv1.call(input)))));
        Tensor shortcut = input[TensorIndex.Ellipsis, TensorIndex.Slice(step: _stride), TensorIndex.Slice(step: _stride)];
        return F.relu(x + F.pad(shortcut, [0, 0, 0, 0, 0, _appended]));
    }
}

/// <summary>A basic block without its shortcut.</summary>
internal sealed class PlainBlock : Composite
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;

    public PlainBlock(long inputs, long width, long stride)
        : base(nameof(PlainBlock))
    {
        _conv1 = Part("conv1", Parts.Conv(inputs, width, 3, stride, padding: 1));
        _bn1 = Part("bn1", nn.BatchNorm2d(width));
        _conv2 = Part("conv2", Parts.Conv(width, width, 3, padding: 1));
        _bn2 = Part("bn2", nn.BatchNorm2d(width));
    }

    public static nn.Module<Tensor, Tensor> Create(long inputs, long width, long stride) => new PlainBlock(inputs, width, stride);

    public override Tensor forward(Tensor input) => F.relu(_bn2.call(_conv2.call(F.relu(_bn1.call(_conv1.call(input))))));
}
