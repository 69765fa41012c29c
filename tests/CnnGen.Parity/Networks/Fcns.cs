using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace CnnGen.Parity.Networks;

/// <summary>The fully convolutional networks on a small VGG.</summary>
internal static class Fcns
{
    private const int Classes = 21;

    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        Pair(nameof(Zoo.Fcn32Small), () => new Zoo.Fcn32Small(), () => new WithoutDropout.Fcn32Small(), 32, Names(["", "", "", "", ""], [1, 2, 3, 4, 5], "", new()
        {
            { "upscore", "bilinear1.convTranspose1" },
        })),
        Pair(nameof(Zoo.Fcn16Small), () => new Zoo.Fcn16Small(), () => new WithoutDropout.Fcn16Small(), 16, Names(["Pool4.", "Pool4.", "Pool4.", "Pool4.", "Coarse."], [1, 2, 3, 4, 0], "Coarse.", new()
        {
            { "upscore2", "Coarse.bilinear.convTranspose1" },
            { "score_pool4", "Scores.conv" },
            { "upscore", "Scores.bilinear.convTranspose1" },
        })),
        Pair(nameof(Zoo.Fcn8Small), () => new Zoo.Fcn8Small(), () => new WithoutDropout.Fcn8Small(), 8, Names(["Pool3.", "Pool3.", "Pool3.", "Pool4.", "Coarse."], [1, 2, 3, 0, 0], "Coarse.", new()
        {
            { "upscore2", "Coarse.bilinear.convTranspose1" },
            { "score_pool4", "Middle.conv" },
            { "upscore_pool4", "Middle.bilinear.convTranspose1" },
            { "score_pool3", "Scores.conv" },
            { "upscore", "Scores.bilinear.convTranspose1" },
        })),
    ];

    private static NetworkPair Pair(string name, Func<Model> declared, Func<Model> withoutDropout, int stride, NameMap names) =>
        new(name, declared, () => new Fcn(Classes, stride), names)
        {
            WithoutDropout = withoutDropout,
            Input = [3, 128, 128],
            LabelsPerSample = 128 * 128,
        };

    /// <param name="stages">Where CnnGen's stages lie.</param>
    /// <param name="numbers">Their numbers, or 0 for one that is alone.</param>
    /// <param name="classifier">Where the classifier lies.</param>
    /// <param name="names">The other names.</param>
    private static NameMap Names(string[] stages, int[] numbers, string classifier, NameMap names)
    {
        for (int stage = 0; stage < stages.Length; stage++)
        {
            string number = numbers[stage] == 0 ? "" : $"{numbers[stage]}";
            for (int i = 0; i < 2; i++)
                names.Add($"stage{stage + 1}.{2 * i}", $"{stages[stage]}fcnStage{number}.convReLU{i + 1}.conv1");
        }

        string ours = classifier.Length == 0 ? "fcnClassifier1" : $"{classifier}fcnClassifier";
        names.Add("fc6", $"{ours}.conv1");
        names.Add("fc7", $"{ours}.conv2");
        names.Add("score_fr", $"{ours}.conv3");
        return names;
    }
}

/// <summary>FCN-32s, -16s or -8s (Long et al. 2015) with the names of its authors' models.</summary>
internal sealed class Fcn : Composite
{
    private static readonly long[] Widths = [32, 64, 128, 256, 256];

    private readonly List<Sequential> _stages = [];
    private readonly Conv2d _fc6, _fc7, _scoreFr;
    private readonly Dropout2d _drop6, _drop7;
    private readonly ConvTranspose2d _upscore;
    private readonly ConvTranspose2d? _upscore2, _upscorePool4;
    private readonly Conv2d? _scorePool4, _scorePool3;

    /// <param name="classes">Classes.</param>
    /// <param name="stride">The last upsampling: 32, 16 or 8.</param>
    public Fcn(long classes, int stride)
        : base(nameof(Fcn))
    {
        long inputs = 3;
        for (int i = 0; i < Widths.Length; i++)
        {
            _stages.Add(Part($"stage{i + 1}", Parts.Chain(
            [
                Parts.Conv(inputs, Widths[i], 3, padding: 1, bias: true), nn.ReLU(), Parts.Conv(Widths[i], Widths[i], 3, padding: 1, bias: true), nn.ReLU(), Parts.MaxPool(2, 2),
            ])));
            inputs = Widths[i];
        }

        _fc6 = Part("fc6", Parts.Conv(inputs, 512, 3, padding: 1, bias: true));
        _drop6 = Part("drop6", nn.Dropout2d(0.5));
        _fc7 = Part("fc7", Parts.Conv(512, 512, 1, bias: true));
        _drop7 = Part("drop7", nn.Dropout2d(0.5));
        _scoreFr = Part("score_fr", Parts.Conv(512, classes, 1, bias: true));
        _upscore = Part("upscore", Up(classes, stride));
        if (stride == 32)
            return;
        _upscore2 = Part("upscore2", Up(classes, 2));
        _scorePool4 = Part("score_pool4", Parts.Conv(Widths[3], classes, 1, bias: true));
        if (stride == 16)
            return;
        _upscorePool4 = Part("upscore_pool4", Up(classes, 2));
        _scorePool3 = Part("score_pool3", Parts.Conv(Widths[2], classes, 1, bias: true));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor pool3 = _stages[2].call(_stages[1].call(_stages[0].call(input)));
        Tensor pool4 = _stages[3].call(pool3);
        Tensor x = _drop6.call(F.relu(_fc6.call(_stages[4].call(pool4))));
        x = _scoreFr.call(_drop7.call(F.relu(_fc7.call(x))));
        if (_upscore2 is not null)
            x = _upscore2.call(x) + _scorePool4!.call(pool4);
        if (_upscorePool4 is not null)
            x = _upscorePool4.call(x) + _scorePool3!.call(pool3);
        return _upscore.call(x);
    }

    private static ConvTranspose2d Up(long classes, long scale) =>
        nn.ConvTranspose2d(classes, classes, 2 * scale, stride: scale, padding: scale / 2, bias: false);
}
