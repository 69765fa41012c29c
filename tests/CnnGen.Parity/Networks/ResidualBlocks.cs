using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>torchvision's <c>BasicBlock</c>.</summary>
internal sealed class BasicBlock : Composite
{
    private readonly Conv2d _conv1, _conv2;
    private readonly BatchNorm2d _bn1, _bn2;
    private readonly Sequential? _downsample;

    public BasicBlock(long inputs, long width, long stride)
        : base(nameof(BasicBlock))
    {
        _conv1 = Part("conv1", Parts.Conv(inputs, width, 3, stride, padding: 1));
        _bn1 = Part("bn1", nn.BatchNorm2d(width));
        _conv2 = Part("conv2", Parts.Conv(width, width, 3, padding: 1));
        _bn2 = Part("bn2", nn.BatchNorm2d(width));
        if (stride != 1 || inputs != width)
            _downsample = Part("downsample", nn.Sequential(Parts.Conv(inputs, width, 1, stride), nn.BatchNorm2d(width)));
    }

    public static nn.Module<Tensor, Tensor> Create(long inputs, long width, long stride) => new BasicBlock(inputs, width, stride);

    public override Tensor forward(Tensor input)
    {
        Tensor x = F.relu(_bn1.call(_conv1.call(input)));
        x = _bn2.call(_conv2.call(x));
        return F.relu(x + (_downsample?.call(input) ?? input));
    }
}

/// <summary>torchvision's <c>Bottleneck</c>, with the stride on the 3x3 convolution.</summary>
internal sealed class BottleneckBlock : Composite
{
    private readonly Conv2d _conv1, _conv2, _conv3;
    private readonly BatchNorm2d _bn1, _bn2, _bn3;
    private readonly Sequential? _downsample;

    public BottleneckBlock(long inputs, long width, long stride)
        : base("Bottleneck")
    {
        long outputs = 4 * width;
        _conv1 = Part("conv1", Parts.Conv(inputs, width, 1));
        _bn1 = Part("bn1", nn.BatchNorm2d(width));
        _conv2 = Part("conv2", Parts.Conv(width, width, 3, stride, padding: 1));
        _bn2 = Part("bn2", nn.BatchNorm2d(width));
        _conv3 = Part("conv3", Parts.Conv(width, outputs, 1));
        _bn3 = Part("bn3", nn.BatchNorm2d(outputs));
        if (stride != 1 || inputs != outputs)
            _downsample = Part("downsample", nn.Sequential(Parts.Conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs)));
    }

    public static nn.Module<Tensor, Tensor> Create(long inputs, long width, long stride) => new BottleneckBlock(inputs, width, stride);

    public override Tensor forward(Tensor input)
    {
        Tensor x = F.relu(_bn1.call(_conv1.call(input)));
        x = F.relu(_bn2.call(_conv2.call(x)));
        x = _bn3.call(_conv3.call(x));
        return F.relu(x + (_downsample?.call(input) ?? input));
    }
}
