using CnnGen;

namespace Zoo;

/// <summary>A network of the zoo, and how to make one from a seed.</summary>
/// <param name="Name">Its class.</param>
/// <param name="Summary">Its table of layers.</param>
/// <param name="Facts">Its totals.</param>
/// <param name="Labels">Labels of a sample: one, or one for each pixel of the output.</param>
/// <param name="Create">Makes one.</param>
internal sealed record Entry(string Name, string Summary, NetworkFacts Facts, int Labels, Func<int, Model> Create)
{
    public static Entry Of<TModel>(Func<int, TModel> create, int labels = 1)
        where TModel : Model, INetwork => new(typeof(TModel).Name, TModel.Summary, TModel.Facts, labels, create);
}

/// <summary>The networks of the notes, in the order of their story.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Entry> Networks { get; } =
    [
        Entry.Of(seed => new LeNet5(seed)),
        Entry.Of(seed => new AlexNet(seed)),
        Entry.Of(seed => new AlexNetTorchvision(seed)),
        Entry.Of(seed => new VggFashion(seed)),
        Entry.Of(seed => new Vgg11BN(seed)),
        Entry.Of(seed => new Vgg16(seed)),
        Entry.Of(seed => new WideFilters(seed)),
        Entry.Of(seed => new ReducedFilters(seed)),
        Entry.Of(seed => new GoogLeNet(seed)),
        Entry.Of(seed => new GoogLeNetTorchvision(seed)),
        Entry.Of(seed => new ResNet18(seed)),
        Entry.Of(seed => new ResNet34(seed)),
        Entry.Of(seed => new ResNet50(seed)),
        Entry.Of(seed => new ResNet20(seed)),
        Entry.Of(seed => new ResNet20A(seed)),
        Entry.Of(seed => new ResNet56(seed)),
        Entry.Of(seed => new Plain20(seed)),
        Entry.Of(seed => new Plain56(seed)),
        Entry.Of(seed => new DenseNet121(seed)),
        Entry.Of(seed => new SqueezeNet11(seed)),
        Entry.Of(seed => new SegNetSmall(seed), labels: 128 * 128),
        Entry.Of(seed => new UNetSmall(seed), labels: 128 * 128),
        Entry.Of(seed => new Fcn32Small(seed), labels: 128 * 128),
        Entry.Of(seed => new Fcn16Small(seed), labels: 128 * 128),
        Entry.Of(seed => new Fcn8Small(seed), labels: 128 * 128),
        Entry.Of(seed => new WindowNet(seed)),
        Entry.Of(seed => new WindowSweep(seed), labels: SlidingWindow.Side * SlidingWindow.Side),
    ];

    public static Entry? Find(string name) => Networks.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));
}
