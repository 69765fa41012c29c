namespace CnnGen.Benchmarks;

internal readonly record struct ImageShape(int Channels, int Height, int Width)
{
    public int Count => Channels * Height * Width;

    public int Pixels => Height * Width;
}

/// <summary>A network in two forms: CnnGen's class, and from the same declaration the layers that a peer is built from.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="Create">Makes the model.</param>
internal sealed record Network(string Name, string Class, Func<Model> Create)
{
    private const int Seed = 1;

    /// <summary>Layers, which name the class's parameters.</summary>
    public NetworkGraph Graph => field ??= Declaration.ReadGraph();

    /// <summary>Whether training is compared unless other networks are asked for.</summary>
    public bool Trains { get; private init; }

    /// <summary>Trainable parameters.</summary>
    public long Parameters { get; private init; }

    /// <summary>Samples of a training step unless another number is asked for.</summary>
    public int TrainingBatch { get; private init; } = 8;

    private Declaration Declaration { get; init; } = new(Class, withoutDropout: false);

    public static Network Of<TModel>(string name, Func<int, TModel> create)
        where TModel : Model, INetwork => new(name, typeof(TModel).Name, () => create(Seed)) { Parameters = TModel.Facts.Parameters };

    public Network Training(int batch) => this with { Trains = true, TrainingBatch = batch };

    /// <summary>The same network for checks that need every result to be determined.</summary>
    public Network WithoutDropout()
    {
        if (!Graph.HasDropout)
            return this;
        Declaration declaration = new(Class, withoutDropout: true);
        Type type = declaration.CompileModel();
        return new Network($"{Name} without dropout", Class, () => (Model)Activator.CreateInstance(type, Seed)!) { Declaration = declaration };
    }
}

internal static class Networks
{
    public static IReadOnlyList<Network> All { get; } =
    [
        Network.Of("lenet5", seed => new Zoo.LeNet5(seed)).Training(batch: 64),
        Network.Of("vggfashion", seed => new Zoo.VggFashion(seed)).Training(batch: 64),
        Network.Of("resnet20", seed => new Zoo.ResNet20(seed)).Training(batch: 128),
        Network.Of("alexnet", seed => new Zoo.AlexNetTorchvision(seed)),
        Network.Of("vgg11_bn", seed => new Zoo.Vgg11BN(seed)),
        Network.Of("resnet18", seed => new Zoo.ResNet18(seed)).Training(batch: 8),
        Network.Of("resnet50", seed => new Zoo.ResNet50(seed)),
        Network.Of("googlenet", seed => new Zoo.GoogLeNetTorchvision(seed)),
        Network.Of("densenet121", seed => new Zoo.DenseNet121(seed)),
        Network.Of("squeezenet1_1", seed => new Zoo.SqueezeNet11(seed)),
        Network.Of("segnet_small", seed => new Zoo.SegNetSmall(seed)).Training(batch: 8),
        Network.Of("unet_small", seed => new Zoo.UNetSmall(seed)),
        Network.Of("fcn32_small", seed => new Zoo.Fcn32Small(seed)),
    ];
}
