using CnnGen.Generator.Emit;
using CnnGen.Generator.Graph;
using CnnGen.Tests.Harness;
using CnnGen.Training;

namespace CnnGen.Tests.Layers;

public sealed class ResamplingTests
{
    /// <summary>Whole numbers from -3 to 3, so that global maxima tie; losses over 2^n elements, so that gradients are dyadic numbers too.</summary>
    [Fact]
    public void Layers_OnWholeNumbers_AreExact()
    {
        string[] layers =
        [
            "Upsample(2)", "Upsample(4)", "Upsample(1)", "BedOfNails(2)", "BedOfNails(4)", "Pad(4, 4, 5, 11)", "Pad(8, 0, 0, 16)", "Pad(0)", "Crop(2, 2, 3, 5)", "Crop(2, 4, 0, 0)",
            "Crop(2, 2, 2, 6)", "Subsample(2, 16)", "Subsample(1, 32)", "Subsample(3, 4), Crop(1, 0, 1, 1)", "Subsample(4, 64)", "Subsample(2, 4)", "GlobalMaxPool",
        ];
        Declaration declaration = Declaration.Parse(string.Join("\n", layers.Select((layer, i) =>
            $"[CnnModel(4, 8, 16)] [{layer}, MeanSquaredError] public partial class Net{i};")));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < layers.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i) { Integers = true, ExactGradients = true, Samples = 4 }.Run();
    }

    [Theory]
    [InlineData(7)]
    [InlineData(19)]
    [InlineData(48)]
    public void Layers_OfAnyWidth_AgreeWithTheOracle(int channels)
    {
        string[] layers = ["Upsample(3)", "BedOfNails(3)", "Pad(1)", "Crop(1)", $"Subsample(2, {channels})", $"Subsample(2, {channels + 3})", $"Subsample(3, {channels + 30})", "GlobalMaxPool"];
        Declaration declaration = Declaration.Parse(string.Join("\n", layers.Select((layer, i) =>
            $"[CnnModel(2, 5, 6)] [Conv({channels}, 3, padding: 1), {layer}, Conv({channels}, 1), MeanSquaredError] public partial class Net{i};")));
        Assert.Empty(declaration.Problems);
        for (int i = 0; i < layers.Length; i++)
            new Comparison(declaration, $"Net{i}", seed: i).Run();
    }

    [Fact]
    public void GlobalMaximum_KeepsNaN()
    {
        using Predictor predictor = Declaration.Parse("[CnnModel(2, 3, 3)] [GlobalMaxPool, MeanSquaredError] public partial class Net;").Create("Net").CreatePredictor(1);
        float[] image = [.. Enumerable.Range(0, 18).Select(i => i == 4 ? float.NaN : -i)];
        Assert.Equal([float.NaN, -9], predictor.Run(image).ToArray());
    }

    /// <summary>A second step finds memory as the first left it: no layer may count on zeros that it did not write.</summary>
    [Fact]
    public void Steps_RepeatBitForBitAndAllocateNothing()
    {
        const int Samples = 3;
        Declaration declaration = Declaration.Parse(
            """
            [CnnModel(3, 10, 9)]
            [Conv(20, 3), Conv(20, 3, padding: 1, groups: 4), Upsample(2), ConvTranspose(12, 3, stride: 2, padding: 1, groups: 4), BatchNorm, ReLU, Crop(1, 2, 3, 0), BedOfNails(2)]
            [Conv(5, 3, stride: 2), Subsample(2, 17), Pad(2, 1, 0, 1), ConvTranspose(17, 4, stride: 2, padding: 1, Init = Init.Bilinear), GlobalMaxPool, Linear(4)]
            public partial class Net;
            """);
        Assert.Empty(declaration.Problems);
        Model model = declaration.Create("Net", seed: 1);
        float[] images = [.. Enumerable.Range(0, Samples * 270).Select(i => MathF.Sin(i))];
        int[] labels = [0, 1, 3];
        using ClassifierTrainer trainer = (ClassifierTrainer)model.CreateTrainer(Samples, new Sgd(0.01f));
        using Predictor predictor = model.CreatePredictor(Samples), single = model.CreatePredictor(1);
        float[] scores = predictor.Run(images).ToArray();
        float[][] first = Gradients();
        Exercise();

        // What a step allocates it allocates each time; garbage of tests beside this one may cost the thread the rest of its allocation buffer once.
        Assert.Equal(0, Enumerable.Range(0, 5).Select(_ => Exercise()).ToArray().Min());
        Assert.Equal(first, Gradients());
        Assert.Equal(scores, predictor.Run(images).ToArray());
        Assert.Equal(scores[^4..], single.Run(images.AsSpan(^270..)).ToArray());

        long Exercise()
        {
            const int Times = 10;
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Times; i++)
            {
                predictor.Run(images);
                trainer.ComputeGradients(images, labels);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        float[][] Gradients()
        {
            trainer.ComputeGradients(images, labels);
            return [.. trainer.Gradients.Infos.Select(info => trainer.Gradients.ToArray(info.Name)), trainer.InputGradient.ToArray()];
        }
    }

    [Theory]
    [InlineData("Conv(4, 3)", 3)]
    [InlineData("Upsample(2), Conv(4, 3)", 2)]
    [InlineData("BedOfNails(3), Conv(4, 3), Conv(4, 3)", 3)]
    [InlineData("MaxPool(2), Conv(4, 3), Upsample(2), Conv(4, 3)", 8)]
    [InlineData("MaxPool([1, 4], stride: [1, 2]), Conv(4, 3)", 8)]
    [InlineData("AvgPool([1, 3]), AvgPool([4, 1]), Conv(4, 2)", 8)]
    [InlineData("ConvTranspose(4, 4, stride: 2, padding: 1)", 2)]
    [InlineData("Subsample(2, 3), Conv(4, 3)", 5)]
    public void ReceptiveField_CountsUpsampledPixelsAsParts(string layers, int expected)
    {
        Declaration declaration = Declaration.Parse(
            $"[CnnModel(3, 12, 12)] public partial class Net {{ [{layers}] public static partial Stage A {{ get; }} [GlobalAvgPool, Linear(2)] public static partial Stage B {{ get; }} }}");
        Assert.Equal(expected, StageFacts.Of(GraphBuilder.Build(declaration.Specs.Single()))[0].ReceptiveField);
    }
}
