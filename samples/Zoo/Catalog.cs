using CnnGen;

namespace Zoo;

/// <summary>A network of the zoo, and how to make one.</summary>
internal sealed record Entry(string Name, string Summary, NetworkFacts Facts, Func<Model> Create)
{
    public static Entry Of<TModel>(Func<TModel> create)
        where TModel : Model, INetwork => new(typeof(TModel).Name, TModel.Summary, TModel.Facts, create);
}

/// <summary>The networks of the notes, in the order of their story.</summary>
internal static class Catalog
{
    public static IReadOnlyList<Entry> Networks { get; } =
    [
        Entry.Of(() => new LeNet5()),
        Entry.Of(() => new AlexNet()),
        Entry.Of(() => new AlexNetTorchvision()),
        Entry.Of(() => new VggFashion()),
        Entry.Of(() => new Vgg11BN()),
        Entry.Of(() => new Vgg16()),
        Entry.Of(() => new WideFilters()),
        Entry.Of(() => new ReducedFilters()),
        Entry.Of(() => new GoogLeNet()),
        Entry.Of(() => new GoogLeNetTorchvision()),
        Entry.Of(() => new ResNet18()),
        Entry.Of(() => new ResNet34()),
        Entry.Of(() => new ResNet50()),
        Entry.Of(() => new ResNet20()),
        Entry.Of(() => new ResNet20A()),
        Entry.Of(() => new ResNet56()),
        Entry.Of(() => new Plain20()),
        Entry.Of(() => new Plain56()),
        Entry.Of(() => new DenseNet121()),
        Entry.Of(() => new SqueezeNet11()),
        Entry.Of(() => new SegNetSmall()),
        Entry.Of(() => new UNetSmall()),
        Entry.Of(() => new Fcn32Small()),
        Entry.Of(() => new Fcn16Small()),
        Entry.Of(() => new Fcn8Small()),
        Entry.Of(() => new WindowNet()),
        Entry.Of(() => new WindowSweep()),
    ];

    public static Entry? Find(string name) => Networks.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));
}
