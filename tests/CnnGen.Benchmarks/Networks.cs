using CnnGen.Training;

namespace CnnGen.Benchmarks;

[CnnModel(1, 28, 28)]
[Conv(6, 5, padding: 2), ReLU, MaxPool(2)]
[Conv(16, 5), ReLU, MaxPool(2)]
[Linear(120), ReLU, Linear(84), ReLU, Linear(10)]
internal sealed partial class LeNet5;

[CnnModel(1, 28, 28)]
[Conv(32, 3, padding: 1), BatchNorm, ReLU, Conv(32, 3, padding: 1), BatchNorm, ReLU, MaxPool(2)]
[Conv(64, 3, padding: 1), BatchNorm, ReLU, Conv(64, 3, padding: 1), BatchNorm, ReLU, MaxPool(2)]
[Linear(128), ReLU, Dropout(0.5), Linear(10)]
internal sealed partial class VggFashion;

/// <summary><see cref="VggFashion"/> without dropout, whose random numbers no two libraries share: for checks of gradients.</summary>
[CnnModel(1, 28, 28)]
[Conv(32, 3, padding: 1), BatchNorm, ReLU, Conv(32, 3, padding: 1), BatchNorm, ReLU, MaxPool(2)]
[Conv(64, 3, padding: 1), BatchNorm, ReLU, Conv(64, 3, padding: 1), BatchNorm, ReLU, MaxPool(2)]
[Linear(128), ReLU, Linear(10)]
internal sealed partial class VggFashionWithoutDropout;

/// <summary>A network in two forms: CnnGen's class, and the layers that a peer is built from. Layers name the class's parameters.</summary>
/// <param name="Name">Name on the command line.</param>
/// <param name="Input">Channels, rows and columns of an image.</param>
/// <param name="Layers">The layers in order.</param>
/// <param name="Create">Makes the model.</param>
/// <param name="CreatePredictor">Makes a predictor of so many samples and threads.</param>
/// <param name="CreateTrainer">Makes a trainer of so many samples and threads.</param>
internal sealed record Network(
    string Name,
    ImageShape Input,
    IReadOnlyList<Layer> Layers,
    Func<Model> Create,
    Func<Model, int, int, Predictor> CreatePredictor,
    Func<Model, int, Optimizer, int, ClassifierTrainer> CreateTrainer)
{
    /// <summary>The same network for checks that need every result to be determined.</summary>
    public Network? Deterministic { get; init; }
}

internal readonly record struct ImageShape(int Channels, int Height, int Width)
{
    public int Count => Channels * Height * Width;
}

internal static class Networks
{
    private const int Seed = 1;

    public const int Classes = 10;

    private static readonly ImageShape Fashion = new(1, 28, 28);

    public static IReadOnlyList<Network> All { get; } =
    [
        new Network(
            "lenet5",
            Fashion,
            [
                new ConvLayer("conv1", Padding: 2), new ReluLayer(), new MaxPoolLayer(2),
                new ConvLayer("conv2", Padding: 0), new ReluLayer(), new MaxPoolLayer(2),
                new FlattenLayer(),
                new LinearLayer("linear1"), new ReluLayer(), new LinearLayer("linear2"), new ReluLayer(), new LinearLayer("linear3"),
            ],
            () => new LeNet5(Seed),
            (model, batch, threads) => ((LeNet5)model).CreatePredictor(batch, threads),
            (model, batch, optimizer, threads) => ((LeNet5)model).CreateTrainer(batch, optimizer, threads: threads)),
        new Network(
            "vggfashion",
            Fashion,
            Vgg(dropout: 0.5),
            () => new VggFashion(Seed),
            (model, batch, threads) => ((VggFashion)model).CreatePredictor(batch, threads),
            (model, batch, optimizer, threads) => ((VggFashion)model).CreateTrainer(batch, optimizer, threads: threads))
        {
            Deterministic = new Network(
                "vggfashion without dropout",
                Fashion,
                Vgg(dropout: 0),
                () => new VggFashionWithoutDropout(Seed),
                (model, batch, threads) => ((VggFashionWithoutDropout)model).CreatePredictor(batch, threads),
                (model, batch, optimizer, threads) => ((VggFashionWithoutDropout)model).CreateTrainer(batch, optimizer, threads: threads)),
        },
    ];

    private static Layer[] Vgg(double dropout) =>
    [
        .. Block(1), .. Block(2), new MaxPoolLayer(2),
        .. Block(3), .. Block(4), new MaxPoolLayer(2),
        new FlattenLayer(),
        new LinearLayer("linear1"), new ReluLayer(), new DropoutLayer(dropout), new LinearLayer("linear2"),
    ];

    private static Layer[] Block(int number) =>
        [new ConvLayer($"conv{number}", Padding: 1), new BatchNormLayer($"batchNorm{number}"), new ReluLayer()];
}
