using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>GoogLeNet of Szegedy et al. 2014, table 1 and section 5, with the names of its authors' parts.</summary>
internal sealed class PublishedGoogLeNet : Composite, IAuxiliaryClassifiers
{
    private readonly Conv2d _conv1, _conv2Reduce, _conv2;
    private readonly LocalResponseNorm _norm1, _norm2;
    private readonly PublishedInception _3a, _3b, _4a, _4b, _4c, _4d, _4e, _5a, _5b;
    private readonly AuxiliaryClassifier _loss1, _loss2;
    private readonly Dropout _dropout;
    private readonly Linear _classifier;

    public PublishedGoogLeNet()
        : base(nameof(PublishedGoogLeNet))
    {
        _conv1 = Part("conv1", nn.Conv2d(3, 64, 7, stride: 2, padding: 3));
        _norm1 = Part("norm1", Norm());
        _conv2Reduce = Part("conv2_reduce", nn.Conv2d(64, 64, 1));
        _conv2 = Part("conv2", nn.Conv2d(64, 192, 3, padding: 1));
        _norm2 = Part("norm2", Norm());
        _3a = Part("inception_3a", new PublishedInception(192, 64, 96, 128, 16, 32, 32));
        _3b = Part("inception_3b", new PublishedInception(256, 128, 128, 192, 32, 96, 64));
        _4a = Part("inception_4a", new PublishedInception(480, 192, 96, 208, 16, 48, 64));
        _4b = Part("inception_4b", new PublishedInception(512, 160, 112, 224, 24, 64, 64));
        _4c = Part("inception_4c", new PublishedInception(512, 128, 128, 256, 24, 64, 64));
        _4d = Part("inception_4d", new PublishedInception(512, 112, 144, 288, 32, 64, 64));
        _4e = Part("inception_4e", new PublishedInception(528, 256, 160, 320, 32, 128, 128));
        _5a = Part("inception_5a", new PublishedInception(832, 256, 160, 320, 32, 128, 128));
        _5b = Part("inception_5b", new PublishedInception(832, 384, 192, 384, 48, 128, 128));
        _loss1 = Part("loss1", new AuxiliaryClassifier(512));
        _loss2 = Part("loss2", new AuxiliaryClassifier(528));
        _dropout = Part("dropout", nn.Dropout(0.4));
        _classifier = Part("classifier", nn.Linear(1024, 1000));
    }

    public IReadOnlyList<Tensor> Scores { get; private set; } = [];

    public override Tensor forward(Tensor input)
    {
        Tensor x = Pool(F.relu(_conv1.call(input)));
        x = F.relu(_conv2Reduce.call(_norm1.call(x)));
        x = Pool(_norm2.call(F.relu(_conv2.call(x))));
        x = Pool(_3b.call(_3a.call(x)));
        Tensor early = _4a.call(x);
        Tensor late = _4d.call(_4c.call(_4b.call(early)));
        Scores = training ? [_loss1.call(early), _loss2.call(late)] : [];
        x = Pool(_4e.call(late));
        x = F.adaptive_avg_pool2d(_5b.call(_5a.call(x)), 1);
        return _classifier.call(_dropout.call(x.flatten(1)));
    }

    private static Tensor Pool(Tensor x) => F.max_pool2d(x, 3, 2, ceil_mode: true);

    /// <summary>PyTorch's alpha weighs the mean of five squares, the authors' their sum.</summary>
    private static LocalResponseNorm Norm() => nn.LocalResponseNorm(5, 5e-4, 0.75, 2);
}

/// <summary>Four branches side by side, the last one behind a pooling.</summary>
internal sealed class PublishedInception : Composite
{
    private readonly Conv2d _ones, _reduce3, _threes, _reduce5, _fives, _pooled;
    private readonly MaxPool2d _pool;

    public PublishedInception(long inputs, long ones, long reduce3, long threes, long reduce5, long fives, long pooled)
        : base(nameof(PublishedInception))
    {
        _ones = Part("1x1", nn.Conv2d(inputs, ones, 1));
        _reduce3 = Part("3x3_reduce", nn.Conv2d(inputs, reduce3, 1));
        _threes = Part("3x3", nn.Conv2d(reduce3, threes, 3, padding: 1));
        _reduce5 = Part("5x5_reduce", nn.Conv2d(inputs, reduce5, 1));
        _fives = Part("5x5", nn.Conv2d(reduce5, fives, 5, padding: 2));
        _pool = Part("pool", Parts.MaxPool(3, 1, padding: 1));
        _pooled = Part("pool_proj", nn.Conv2d(inputs, pooled, 1));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor threes = _threes.call(F.relu(_reduce3.call(input)));
        Tensor fives = _fives.call(F.relu(_reduce5.call(input)));
        return F.relu(cat([_ones.call(input), threes, fives, _pooled.call(_pool.call(input))], 1));
    }
}

/// <summary>A classifier of a map on the way.</summary>
internal sealed class AuxiliaryClassifier : Composite
{
    private readonly Conv2d _conv;
    private readonly Linear _fc, _classifier;
    private readonly Dropout _dropout;

    public AuxiliaryClassifier(long inputs)
        : base(nameof(AuxiliaryClassifier))
    {
        _conv = Part("conv", nn.Conv2d(inputs, 128, 1));
        _fc = Part("fc", nn.Linear(2048, 1024));
        _dropout = Part("dropout", nn.Dropout(0.7));
        _classifier = Part("classifier", nn.Linear(1024, 1000));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = F.relu(_conv.call(F.avg_pool2d(input, 5, 3)));
        return _classifier.call(_dropout.call(F.relu(_fc.call(x.flatten(1)))));
    }
}
