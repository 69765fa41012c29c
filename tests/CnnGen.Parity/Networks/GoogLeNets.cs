using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>GoogLeNet as published, with its auxiliary classifiers, and torchvision's without.</summary>
internal static class GoogLeNets
{
    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(nameof(Zoo.GoogLeNet), () => new Zoo.GoogLeNet(), () => new PublishedGoogLeNet(), PublishedNames())
        {
            WithoutDropout = () => new WithoutDropout.GoogLeNet(),
            Input = [3, 224, 224],
            Rate = 0.0005f,
        },
        new(nameof(Zoo.GoogLeNetTorchvision), () => new Zoo.GoogLeNetTorchvision(), () => new GoogLeNet(), TorchvisionNames())
        {
            WithoutDropout = () => new WithoutDropout.GoogLeNetTorchvision(),
            Input = [3, 224, 224],
            Rate = 0.0005f,
        },
    ];

    /// <summary>CnnGen's names go by the stages that end where an auxiliary classifier reads; in each, inceptions are counted anew.</summary>
    private static NameMap PublishedNames()
    {
        NameMap names = new()
        {
            { "conv1", "Inception4A.conv1" },
            { "conv2_reduce", "Inception4A.conv2" },
            { "conv2", "Inception4A.conv3" },
            { "classifier", "Scores.linear" },
        };
        AddInceptions("Inception4A", "3a", "3b", "4a");
        AddInceptions("Inception4D", "4b", "4c", "4d");
        AddInceptions("Scores", "4e", "5a", "5b");
        for (int i = 1; i <= 2; i++)
        {
            names.Add($"loss{i}.conv", $"Auxiliary{i}.auxiliary.conv1");
            names.Add($"loss{i}.fc", $"Auxiliary{i}.auxiliary.linear1");
            names.Add($"loss{i}.classifier", $"Auxiliary{i}.linear");
        }

        return names;

        void AddInceptions(string stage, params string[] inceptions)
        {
            for (int i = 0; i < inceptions.Length; i++)
            {
                string theirs = $"inception_{inceptions[i]}", ours = $"{stage}.inception{i + 1}";
                names.Add($"{theirs}.1x1", $"{ours}.Branch1.conv");
                names.Add($"{theirs}.3x3_reduce", $"{ours}.Branch2.conv1");
                names.Add($"{theirs}.3x3", $"{ours}.Branch2.conv2");
                names.Add($"{theirs}.5x5_reduce", $"{ours}.Branch3.conv1");
                names.Add($"{theirs}.5x5", $"{ours}.Branch3.conv2");
                names.Add($"{theirs}.pool_proj", $"{ours}.Branch4.conv");
            }
        }
    }

    private static NameMap TorchvisionNames()
    {
        NameMap names = new() { { "fc", "linear1" } };
        for (int i = 1; i <= 3; i++)
            AddNormed($"conv{i}", $"normed{i}");
        for (int i = 0; i < GoogLeNet.Inceptions.Length; i++)
        {
            string theirs = $"inception{GoogLeNet.Inceptions[i]}", ours = $"normedInception{i + 1}";
            AddNormed($"{theirs}.branch1", $"{ours}.Branch1.normed");
            for (int branch = 2; branch <= 3; branch++)
            {
                AddNormed($"{theirs}.branch{branch}.0", $"{ours}.Branch{branch}.normed1");
                AddNormed($"{theirs}.branch{branch}.1", $"{ours}.Branch{branch}.normed2");
            }

            AddNormed($"{theirs}.branch4.1", $"{ours}.Branch4.normed");
        }

        return names;

        void AddNormed(string theirs, string ours)
        {
            names.Add($"{theirs}.conv", $"{ours}.conv1");
            names.Add($"{theirs}.bn", $"{ours}.batchNorm1");
        }
    }
}

/// <summary>torchvision's <c>GoogLeNet</c> with <c>aux_logits=False</c> and <c>transform_input=False</c>.</summary>
internal sealed class GoogLeNet : Composite
{
    private readonly BasicConv _conv1, _conv2, _conv3;
    private readonly Dictionary<string, Inception> _inceptions = [];
    private readonly Dropout _dropout;
    private readonly Linear _fc;

    public GoogLeNet()
        : base(nameof(GoogLeNet))
    {
        _conv1 = Part("conv1", new BasicConv(3, 64, 7, stride: 2, padding: 3));
        _conv2 = Part("conv2", new BasicConv(64, 64, 1));
        _conv3 = Part("conv3", new BasicConv(64, 192, 3, padding: 1));
        Add("3a", 192, 64, 96, 128, 16, 32, 32);
        Add("3b", 256, 128, 128, 192, 32, 96, 64);
        Add("4a", 480, 192, 96, 208, 16, 48, 64);
        Add("4b", 512, 160, 112, 224, 24, 64, 64);
        Add("4c", 512, 128, 128, 256, 24, 64, 64);
        Add("4d", 512, 112, 144, 288, 32, 64, 64);
        Add("4e", 528, 256, 160, 320, 32, 128, 128);
        Add("5a", 832, 256, 160, 320, 32, 128, 128);
        Add("5b", 832, 384, 192, 384, 48, 128, 128);
        _dropout = Part("dropout", nn.Dropout(0.2));
        _fc = Part("fc", nn.Linear(1024, 1000));

        void Add(string name, long inputs, long ones, long reduce3, long threes, long reduce5, long fives, long pooled) =>
            _inceptions.Add(name, Part($"inception{name}", new Inception(inputs, ones, reduce3, threes, reduce5, fives, pooled)));
    }

    /// <summary>Names of the inception modules in order.</summary>
    public static string[] Inceptions { get; } = ["3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"];

    public override Tensor forward(Tensor input)
    {
        Tensor x = F.max_pool2d(_conv1.call(input), 3, 2, ceil_mode: true);
        x = F.max_pool2d(_conv3.call(_conv2.call(x)), 3, 2, ceil_mode: true);
        foreach (string name in Inceptions)
        {
            x = _inceptions[name].call(x);
            if (name == "3b")
                x = F.max_pool2d(x, 3, 2, ceil_mode: true);
            else if (name == "4e")
                x = F.max_pool2d(x, 2, 2, ceil_mode: true);
        }

        return _fc.call(_dropout.call(F.adaptive_avg_pool2d(x, 1).flatten(1)));
    }
}

/// <summary>torchvision's <c>Inception</c>.</summary>
internal sealed class Inception : Composite
{
    private readonly BasicConv _branch1;
    private readonly Sequential _branch2, _branch3, _branch4;

    public Inception(long inputs, long ones, long reduce3, long threes, long reduce5, long fives, long pooled)
        : base(nameof(Inception))
    {
        _branch1 = Part("branch1", new BasicConv(inputs, ones, 1));
        _branch2 = Part("branch2", Parts.Chain([new BasicConv(inputs, reduce3, 1), new BasicConv(reduce3, threes, 3, padding: 1)]));
        _branch3 = Part("branch3", Parts.Chain([new BasicConv(inputs, reduce5, 1), new BasicConv(reduce5, fives, 3, padding: 1)]));
        _branch4 = Part("branch4", Parts.Chain([Parts.MaxPool(3, 1, padding: 1, ceilMode: true), new BasicConv(inputs, pooled, 1)]));
    }

    public override Tensor forward(Tensor input) =>
        cat([_branch1.call(input), _branch2.call(input), _branch3.call(input), _branch4.call(input)], 1);
}

/// <summary>torchvision's <c>BasicConv2d</c>.</summary>
internal sealed class BasicConv : Composite
{
    private readonly Conv2d _conv;
    private readonly BatchNorm2d _bn;

    public BasicConv(long inputs, long outputs, long kernel, long stride = 1, long padding = 0)
        : base("BasicConv2d")
    {
        _conv = Part("conv", Parts.Conv(inputs, outputs, kernel, stride, padding));
        _bn = Part("bn", nn.BatchNorm2d(outputs, eps: 0.001));
    }

    public override Tensor forward(Tensor input) => F.relu(_bn.call(_conv.call(input)));
}
