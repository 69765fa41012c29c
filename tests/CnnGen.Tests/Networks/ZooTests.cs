using System.Globalization;
using CnnGen.Tests.Harness;
using Zoo;

namespace CnnGen.Tests.Networks;

/// <summary>The networks of samples/Zoo: their published sizes, and what is promised of every network. Alone in the process, as it allocates much.</summary>
[CollectionDefinition(nameof(ZooTests), DisableParallelization = true)]
[Collection(nameof(ZooTests))]
public sealed class ZooTests
{
    /// <summary>Trainable parameters and multiply-accumulates of a prediction.</summary>
    private static readonly Dictionary<string, (long Parameters, long MultiplyAdds)> Sizes = new()
    {
        ["LeNet5"] = (61_706, 416_520),
        ["AlexNet"] = (60_965_224, 724_406_816),
        ["AlexNetTorchvision"] = (61_100_840, 714_188_480),
        ["VggFashion"] = (468_202, 18_691_840),
        ["Vgg11BN"] = (132_868_840, 7_609_090_048),
        ["Vgg16"] = (138_357_544, 15_470_264_320),
        ["WideFilters"] = (153_632, 120_422_400),
        ["ReducedFilters"] = (15_920, 12_443_648),
        ["GoogLeNet"] = (13_378_280, 1_582_671_872),
        ["GoogLeNetTorchvision"] = (6_624_904, 1_498_376_192),
        ["ResNet18"] = (11_689_512, 1_814_073_344),
        ["ResNet34"] = (21_797_672, 3_663_761_408),
        ["ResNet50"] = (25_557_032, 4_089_184_256),
        ["ResNet20"] = (272_474, 40_813_184),
        ["ResNet20A"] = (269_722, 40_551_040),
        ["ResNet56"] = (855_770, 125_747_840),
        ["Plain20"] = (269_722, 40_551_040),
        ["Plain56"] = (853_018, 125_485_696),
        ["DenseNet121"] = (7_978_856, 2_834_161_664),
        ["SqueezeNet11"] = (1_235_496, 349_151_936),
        ["SegNetSmall"] = (189_612, 372_768_768),
        ["UNetSmall"] = (483_458, 580_124_672),
        ["Fcn32Small"] = (5_612_341, 972_267_520),
        ["Fcn16Small"] = (4_270_042, 972_724_480),
        ["Fcn8Small"] = (3_941_119, 973_864_192),
        ["WindowNet"] = (162_922, 3_220_736),
        ["WindowSweep"] = (162_922, 147_182_336),
    };

    /// <summary>Images up to 128x128 and few weights: what trains in a fraction of a second. The rest is checked by <c>samples/Zoo --check</c>.</summary>
    public static TheoryData<string> Small { get; } = [.. Catalog.Networks.Where(IsSmall).Select(entry => entry.Name)];

    [Fact]
    public void ParametersAndMultiplyAdds_AreThePublishedOnes() => Assert.Equal(
        Sizes, Catalog.Networks.ToDictionary(entry => entry.Name, entry => (entry.Facts.Parameters, entry.Facts.MultiplyAdds)));

    [Fact]
    public void Catalog_HasEveryNetworkOfTheZoo() => Assert.Equal(
        typeof(LeNet5).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Model))).Select(type => type.Name).Order(),
        Catalog.Networks.Select(entry => entry.Name).Order());

    [Theory]
    [MemberData(nameof(Small))]
    public void RunsAndSteps_AllocateNothing_AndRepeatToTheBit(string name)
    {
        const int Times = 3;
        Entry entry = Catalog.Find(name)!;
        Promises.Outcome first = Promises.Keep(entry, Times, threads: 1, GC.GetAllocatedBytesForCurrentThread);
        Assert.Equal(0, first.Bytes);
        Assert.Equal(first, Promises.Keep(entry, Times, threads: 1, GC.GetAllocatedBytesForCurrentThread));
    }

    /// <summary>Each layer's expected share of a prediction is told: all together make the whole, but for rounding.</summary>
    [Theory]
    [InlineData("LeNet5")]
    [InlineData("ResNet18")]
    [InlineData("UNetSmall")]
    public void Summary_SharesTheTime(string name)
    {
        string[] lines = Catalog.Find(name)!.Summary.Split('\n');
        int end = lines[1].IndexOf("time", StringComparison.Ordinal) + "time".Length;
        int[] shares = [.. lines.Skip(2).Where(line => line.Length > end && line[end - 1] == '%').Select(line => int.Parse(line.AsSpan(end - 4, 2), CultureInfo.InvariantCulture))];
        Assert.InRange(shares.Sum(), 100 - (shares.Length / 2), 100 + (shares.Length / 2));
    }

    [Fact]
    public void Concatenations_CopyNothing()
    {
        string[] files = ["SqueezeNet", "GoogLeNet", "GoogLeNetTorchvision", "DenseNet121", "UNet", "AlexNet", "ResNet", "Vgg"];
        string[] concatenating = ["SqueezeNet11", "GoogLeNet", "GoogLeNetTorchvision", "DenseNet121", "UNetSmall"];
        Declaration networks = Declaration.Parse("", [.. files.Select(file => File.ReadAllText(Path.Combine(Repository.Root, "samples", "Zoo", "Networks", file + ".cs")))]);
        IReadOnlyDictionary<string, string> sources = networks.Sources;
        foreach (string session in concatenating.SelectMany(name => (string[])[$"Zoo.{name}.Predictor.g.cs", $"Zoo.{name}.Trainer.g.cs"]))
        {
            Assert.Contains(" from channel ", sources[session], StringComparison.Ordinal);
            Assert.DoesNotContain("copied because", sources[session], StringComparison.Ordinal);
            Assert.DoesNotContain("Kernels::ChannelSlice", sources[session], StringComparison.Ordinal);
        }
    }

    /// <summary>At two runs of one classifier, window by window and over the whole image, no bit of a score differs.</summary>
    [Fact]
    public void FullyConvolutionalSweep_HasTheScoresOfEveryWindow()
    {
        Random random = new(3);
        float[] image = [.. Enumerable.Range(0, 3 * SlidingWindow.Image * SlidingWindow.Image).Select(_ => random.NextSingle())];
        Assert.Equal(0, SlidingWindow.CountDifferent(Catalog.Find(nameof(WindowNet))!.Create(4), image));
    }

    /// <summary>Whether two steps and predictions take a fraction of a second.</summary>
    private static bool IsSmall(Entry entry) =>
        entry.Facts.MultiplyAdds < 1_000_000_000 && entry.Facts.Parameters < 1_000_000 && !entry.Summary.Contains("3x224x224", StringComparison.Ordinal);
}
