using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Layers;

/// <summary>The steps that one layer or one join becomes, prediction and training, in the smallest network around it.</summary>
public sealed class EmissionTests
{
    public static TheoryData<string, string> Chains => new()
    {
        { "Normalize", "[Normalize([0.4, 0.5, 0.6], [0.2, 0.3, 0.4]), Linear(10)]" },
        { "Conv", "[Conv(24, 3, stride: 2, padding: 1, dilation: 2), MeanSquaredError]" },
        { "ConvInGroups", "[Conv(12, 3, groups: 3, bias: false), MeanSquaredError]" },
        { "ConvTranspose", "[ConvTranspose(6, 4, stride: 2, padding: 1, groups: 3), BatchNorm, ReLU, ConvTranspose(5, 3), ReLU, MeanSquaredError]" },
        { "Linear", "[Linear(10)]" },
        { "BatchNorm", "[Conv(8, 1), BatchNorm(0.2, 0.001), MeanSquaredError]" },
        { "LayerNorm", "[LayerNorm, ReLU, Linear(10)]" },
        { "InstanceNorm", "[InstanceNorm, Linear(10)]" },
        { "GroupNorm", "[Conv(8, 1), GroupNorm(4, 0.001), LeakyReLU(0.2), Linear(10)]" },
        { "LocalResponseNorm", "[LocalResponseNorm(5), Linear(10)]" },
        { "ReLU", "[Conv(8, 1), ReLU, MeanSquaredError]" },
        { "LeakyReLU", "[LeakyReLU(0.2), Linear(10)]" },
        { "Sigmoid", "[Conv(8, 1), Sigmoid, MeanSquaredError]" },
        { "Tanh", "[Tanh, Linear(10)]" },
        { "SiLU", "[Conv(8, 1), SiLU, MaxPool(2), MeanSquaredError]" },
        { "GELU", "[GELU, Linear(10)]" },
        { "MaxPool", "[MaxPool(3, stride: 2, padding: 1, ceilMode: true), Linear(10)]" },
        { "MaxPoolOfConv", "[Conv(8, 3), ReLU, MaxPool(2), Linear(10)]" },
        { "MaxPoolOfBatchNorm", "[Conv(8, 1), BatchNorm, ReLU, MaxPool(3, stride: 2, padding: 1), Linear(10)]" },
        { "MaxPoolRectangular", "[Conv(8, 3), ReLU, MaxPool([2, 3], padding: [1, 0]), Linear(10)]" },
        { "AvgPool", "[AvgPool(3, stride: 2, padding: 1, countPadding: false), Linear(10)]" },
        { "GlobalAvgPool", "[GlobalAvgPool, Linear(10)]" },
        { "GlobalMaxPool", "[GlobalMaxPool, Linear(10)]" },
        { "Upsample", "[Conv(8, 1), Upsample(3), MeanSquaredError]" },
        { "BedOfNails", "[BedOfNails(2), Linear(10)]" },
        { "Pad", "[Conv(8, 1), Pad(1, 2, 3, 4), Conv(4, 3, padding: 1), MeanSquaredError]" },
        { "Crop", "[Crop(2), Linear(10)]" },
        { "Subsample", "[Subsample(2, 8), Linear(10)]" },
        { "Dropout", "[Dropout(0.3), Linear(10)]" },
        { "ChannelDropout", "[ChannelDropout(0.3), Linear(10)]" },
        { "Softmax", "[Linear(10), Softmax]" },
        { "CrossEntropy", "[Linear(10), CrossEntropy(0.1)]" },
        { "PixelCrossEntropy", "[Conv(5, 3), PixelCrossEntropy(ignore: 11, Weights = [1, 2, 1, 0.5, 3])]" },
        { "MeanSquaredError", "[Linear(10), MeanSquaredError]" },
    };

    public static TheoryData<string, string> Graphs => new()
    {
        {
            "Add", """
            [Conv(16, 1)] Wide;
            [Conv(16, 3, padding: 1)] Deep;
            [Add(nameof(Wide), nameof(Deep)), ReLU, MeanSquaredError] Scores;
            """
        },
        {
            "ConcatInPlace", """
            [From(Stage.Input), Conv(16, 1)] Wide;
            [From(Stage.Input), Conv(32, 3, padding: 1)] Deep;
            [Concat(nameof(Wide), nameof(Deep)), Conv(4, 1), MeanSquaredError] Scores;
            """
        },
        {
            "ConcatByCopies", """
            [From(Stage.Input), Conv(5, 1)] Narrow;
            [From(Stage.Input), Conv(16, 1), Keep] Kept;
            [Concat(nameof(Narrow), nameof(Kept)), Conv(4, 1), MeanSquaredError] Scores;
            """
        },
        {
            "MaxUnpoolOfConv", """
            [Conv(8, 3, padding: 1), ReLU, MaxPool(2)] Down;
            [Conv(8, 3, padding: 1)] Deep;
            [MaxUnpool(nameof(Down)), Conv(4, 1), MeanSquaredError] Scores;
            """
        },
        {
            "MaxUnpool", """
            [MaxPool(3, stride: 2, padding: 1)] Down;
            [MaxUnpool(nameof(Down)), Conv(4, 1), MeanSquaredError] Scores;
            """
        },
        {
            "BlockTwice", """
            [Block<IUnit>(8, Repeat = 2)] Features;
            [GlobalAvgPool, Linear(10)] Scores;
            """
        },
        {
            "Auxiliary", """
            [Conv(8, 1), ReLU] Features;
            [Auxiliary(0.3), GlobalAvgPool, Linear(10)] Hint;
            [From(nameof(Features)), GlobalMaxPool, Linear(10)] Scores;
            """
        },
        {
            "Outputs", """
            [Conv(8, 1), ReLU, GlobalAvgPool] Features;
            [Auxiliary(0.3), From(nameof(Features)), Linear(3)] Hint;
            [From(nameof(Features)), Linear(3)] Colour;
            [From(nameof(Features)), Linear(10)] Scores;
            """
        },
    };

    [Theory]
    [MemberData(nameof(Chains))]
    public void Layer(string name, string chain) => Verify(name, chain, $"{chain}\npublic partial class Net;");

    /// <summary>Stages, each written <c>[...] Name;</c>, and a block that they may use.</summary>
    [Theory]
    [MemberData(nameof(Graphs))]
    public void Join(string name, string stages)
    {
        const string Unit = "[Conv(Width, 3, padding: 1, bias: false), BatchNorm, ReLU] interface IUnit : IBlock { [Parameter] const int Width = 8; }";
        string properties = string.Join("\n", stages.Split('\n').Select(stage => stage.Replace("] ", "] public static partial Stage ", StringComparison.Ordinal).Replace(";", " { get; }", StringComparison.Ordinal)));
        IReadOnlyDictionary<string, string> sources = Verify(name, stages.Replace("\n", "\n// ", StringComparison.Ordinal), $"public partial class Net {{ {properties} }}\n{Unit}");
        Assert.DoesNotContain("Hint", sources["Net.Predictor.g.cs"], StringComparison.Ordinal);
    }

    private static IReadOnlyDictionary<string, string> Verify(string name, string title, string model, [CallerMemberName] string method = "")
    {
        Declaration declaration = Declaration.Parse($"[CnnModel(3, 12, 12)]\n{model}");
        Assert.Empty(declaration.Problems);
        Assert.Empty(declaration.CompilerDiagnostics());
        StringBuilder steps = new($"// {title}\n");
        foreach (string session in (string[])["Predictor", "Trainer"])
            steps.Append(CultureInfo.InvariantCulture, $"\n// {session}\n{Steps(declaration.Sources[$"Net.{session}.g.cs"])}");
        Snapshots.Verify(steps.ToString(), name, method);
        return declaration.Sources;
    }

    /// <summary>The methods of an emitted session, without the plan and the layouts above them.</summary>
    private static string Steps(string source)
    {
        string[] lines = source.ReplaceLineEndings("\n").Split('\n');
        IEnumerable<string> methods = lines.SkipWhile(line => !line.StartsWith("        partial void", StringComparison.Ordinal)).SkipLast(3);
        return string.Concat(methods.Select(line => line.Length > 8 ? $"{line[8..]}\n" : "\n")).TrimEnd('\n') + "\n";
    }
}
