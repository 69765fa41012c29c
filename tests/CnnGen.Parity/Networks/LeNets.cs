using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>LeNet-5.</summary>
internal static class LeNets
{
    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(nameof(Zoo.LeNet5), () => new Zoo.LeNet5(), () => new LeNet(), new() { { "fc1", "linear1" }, { "fc2", "linear2" }, { "fc3", "linear3" } })
        {
            Input = [1, 28, 28],
            Batch = 8,
            IsSmall = true,
        },
    ];
}

/// <summary>LeNet-5 with the names of PyTorch's tutorial.</summary>
internal sealed class LeNet : Composite
{
    private readonly Conv2d _conv1, _conv2;
    private readonly Linear _fc1, _fc2, _fc3;

    public LeNet()
        : base(nameof(LeNet))
    {
        _conv1 = Part("conv1", nn.Conv2d(1, 6, 5, padding: 2));
        _conv2 = Part("conv2", nn.Conv2d(6, 16, 5));
        _fc1 = Part("fc1", nn.Linear(400, 120));
        _fc2 = Part("fc2", nn.Linear(120, 84));
        _fc3 = Part("fc3", nn.Linear(84, 10));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = F.max_pool2d(F.relu(_conv1.call(input)), 2);
        x = F.max_pool2d(F.relu(_conv2.call(x)), 2);
        x = F.relu(_fc1.call(x.flatten(1)));
        return _fc3.call(F.relu(_fc2.call(x)));
    }
}
