using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CnnGen.Parity.Networks;

/// <summary>torchvision's VGG-11 with batch normalisation and VGG-16 without, and the small network of their kind for Fashion-MNIST.</summary>
internal static class Vggs
{
    /// <summary>Widths of convolutions; 0 is a pooling.</summary>
    private static readonly int[] ConfigurationA = [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0],
        ConfigurationD = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0],
        Fashion = [32, 32, 0, 64, 64, 0];

    public static IEnumerable<NetworkPair> Pairs { get; } =
    [
        new(
            nameof(Zoo.VggFashion),
            () => new Zoo.VggFashion(),
            () => new Vgg(1, Fashion, normed: true, nn.Linear(3136, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)),
            Names(Fashion, normed: true, "linear1", "", "", "linear2"))
        {
            WithoutDropout = () => new WithoutDropout.VggFashion(),
            Input = [1, 28, 28],
            Batch = 4,
            IsSmall = true,
        },
        Large(nameof(Zoo.Vgg11BN), () => new Zoo.Vgg11BN(), () => new WithoutDropout.Vgg11BN(), ConfigurationA, normed: true),
        Large(nameof(Zoo.Vgg16), () => new Zoo.Vgg16(), () => new WithoutDropout.Vgg16(), ConfigurationD, normed: false),
    ];

    private static NetworkPair Large(string name, Func<Model> declared, Func<Model> withoutDropout, int[] widths, bool normed) => new(
        name,
        declared,
        () => new Vgg(
            3, widths, normed, nn.Linear(25088, 4096), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4096, 1000)),
        Names(widths, normed, "vggClassifier1.linear1", "", "", "vggClassifier1.linear2", "", "", "linear1"))
    {
        WithoutDropout = withoutDropout,
        Input = [3, 224, 224],
        Batch = 1,
        Rate = 0.0005f,
    };

    /// <summary>Features are numbered with their norms, activations and poolings; CnnGen counts the convolutions.</summary>
    private static NameMap Names(int[] widths, bool normed, params string[] classifier)
    {
        NameMap names = [];
        int place = 0, convolutions = 0;
        foreach (int width in widths)
        {
            if (width > 0)
            {
                string ours = $"{(normed ? "convNorm" : "convReLU")}{++convolutions}";
                names.Add($"features.{place++}", $"{ours}.conv1");
                if (normed)
                    names.Add($"features.{place++}", $"{ours}.batchNorm1");
            }

            place++;
        }

        for (int i = 0; i < classifier.Length; i++)
        {
            if (classifier[i].Length > 0)
                names.Add($"classifier.{i}", classifier[i]);
        }

        return names;
    }
}

/// <summary>torchvision's <c>VGG</c>. Its adaptive pooling to 7x7 is left to do nothing, as with images of 224x224.</summary>
internal sealed class Vgg : Composite
{
    private readonly Sequential _features, _classifier;

    /// <param name="inputs">Channels of the images.</param>
    /// <param name="widths">Widths of convolutions; 0 is a pooling.</param>
    /// <param name="normed">Whether convolutions are followed by batch normalisation.</param>
    /// <param name="classifier">What follows.</param>
    public Vgg(long inputs, int[] widths, bool normed, params nn.Module<Tensor, Tensor>[] classifier)
        : base(nameof(Vgg))
    {
        _features = Part("features", Parts.Chain(Features(inputs, widths, normed)));
        _classifier = Part("classifier", Parts.Chain(classifier));
    }

    public override Tensor forward(Tensor input) => _classifier.call(_features.call(input).flatten(1));

    private static IEnumerable<nn.Module<Tensor, Tensor>> Features(long inputs, int[] widths, bool normed)
    {
        foreach (int width in widths)
        {
            if (width == 0)
            {
                yield return Parts.MaxPool(2, 2);
                continue;
            }

            yield return Parts.Conv(inputs, width, 3, padding: 1, bias: true);
            if (normed)
                yield return nn.BatchNorm2d(width);
            yield return nn.ReLU();
            inputs = width;
        }
    }
}
