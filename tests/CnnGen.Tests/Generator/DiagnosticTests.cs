using CnnGen.Generator.Diagnostics;
using CnnGen.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace CnnGen.Tests.Generator;

/// <summary>Each mistake gives one diagnostic, on the text between « and », and nothing else: no cascade of compiler errors.</summary>
public sealed class DiagnosticTests
{
    public static TheoryData<string, string> Mistakes => new()
    {
        { "CNN0001", "[CnnModel(1, 8, 8)] [Linear(2)] public class «Net»;" },
        { "CNN0002", "public class Outer { [CnnModel(1, 8, 8)] [Linear(2)] public partial class «Net»; }" },
        { "CNN0003", "[CnnModel(1, 8, 8)] [Linear(2)] public partial class «Net»<T>;" },
        { "CNN0004", "[CnnModel(1, 8, 8)] [Linear(2)] public static partial class «Net»;" },
        { "CNN0003", "public partial class Outer<T, U> { [CnnModel(1, 8, 8)] [Linear(2)] public partial class «Net»; }" },
        { "CNN0004", "[CnnModel(1, 8, 8)] [Linear(2)] public abstract partial class «Net»;" },
        { "CNN0004", "[CnnModel(1, 8, 8)] [Linear(2)] public partial record «Net»;" },
        { "CNN0004", "[CnnModel(1, 8, 8)] [Linear(2)] file partial class «Net»;" },
        { "CNN0004", "[CnnModel(1, 8, 8)] [Linear(2)] public partial class «Net»(int width) { public int Width { get; } = width; }" },
        { "CNN0005", "public class Base; [CnnModel(1, 8, 8)] [Linear(2)] public partial class «Net» : Base;" },
        { "CNN0006", "[CnnModel(1, 8, 8)] public partial class «Net»;" },
        { "CNN0007", "[CnnModel(1, 8, 8)] [Linear(2)] public partial class Net { [ReLU] public static partial Stage «Extra» { get; } }" },
        { "CNN0008", "[CnnModel(1, 8, 8)] [Linear(2)] public partial class Net; [«ReLU»] public partial class Net;" },
        { "CNN0009", "[«CnnModel(1, 0, 8)»] [Linear(2)] public partial class Net;" },
        { "CNN0010", "[CnnModel(1, 8, 8)] public partial class Net { [Linear(2)] public static Stage «Bad» => null!; }" },
        { "CNN0010", "interface IBad : IBlock { [ReLU] static Stage «Output» => null!; } [CnnModel(1, 8, 8)] [Block<IBad>, Block<IBad>, Linear(2)] public partial class Net;" },
        { "CNN0011", "[CnnModel(1, 8, 8)] public partial class Net { [ReLU] public static partial Stage A { get; } [«From(\"Q\")», Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0011", "[CnnModel(1, 8, 8)] public partial class Net { [Conv(2, 1)] public static partial Stage A { get; } [Conv(2, 1), «Add(\"Q\")», Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0013", "[CnnModel(1, 8, 8)] public partial class Net { [From(nameof(B)), ReLU] public static partial Stage A { get; } [«From(nameof(A))», ReLU] public static partial Stage B { get; } [Linear(2)] public static partial Stage C { get; } }" },
        { "CNN0014", "[CnnModel(1, 8, 8)] public partial class Net { [Linear(2)] public static partial Stage «Input» { get; } }" },
        { "CNN0015", "interface IBad : IBlock { [ReLU] Stage «Lost» { get; } [From(Input), ReLU] Stage Output { get; } } [CnnModel(1, 8, 8)] [Block<IBad>, Linear(2)] public partial class Net;" },
        { "CNN0016", "[CnnModel(1, 8, 8)] public partial class Net { [Auxiliary, Linear(2)] public static partial Stage «A» { get; } [Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0017", "[CnnModel(1, 8, 8)] public partial class Net { [Auxiliary, Linear(2)] public static partial Stage «A» { get; } }" },
        { "CNN0018", "[CnnModel(1, 8, 8)] public partial class Net { [Linear(2)] public static partial Stage A { get; } [From(Stage.Input), Linear(2), MeanSquaredError] public static partial Stage «B» { get; } }" },
        { "CNN0018", "[CnnModel(1, 8, 8)] public partial class Net { [Linear(2)] public static partial Stage A { get; } [Auxiliary, From(Stage.Input), Linear(2), MeanSquaredError] public static partial Stage «B» { get; } }" },
        { "CNN0037", "[CnnModel(1, 8, 8)] public partial class Net { [Auxiliary, Linear(2)] public static partial Stage «A» { get; } [From(Stage.Input), Linear(3)] public static partial Stage B { get; } }" },
        { "CNN0037", "[CnnModel(1, 8, 8)] public partial class Net { [Linear(2)] public static partial Stage A { get; } [Auxiliary, From(Stage.Input), Linear(2)] public static partial Stage «B» { get; } [From(Stage.Input), Linear(3)] public static partial Stage C { get; } }" },
        { "CNN0012", "[CnnModel(1, 8, 8)] public partial class Net { public static partial Stage «Empty» { get; } [Linear(2)] public static partial Stage End { get; } }" },
        { "CNN0020", "[CnnModel(1, 8, 8)] [Conv(«0», 3), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(1, 8, 8)] [Conv(4, 3, «stride: 0»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(1, 8, 8)] [Linear(«-3»)] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [Dropout(«1.0»), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [ChannelDropout(«-0.1»), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [LeakyReLU(«-0.5»), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [BatchNorm(«epsilon: 0»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(1, 8, 8)] [MaxPool(«[2, 0]»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(1, 8, 8)] [AvgPool(«[]»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(1, 8, 8)] [MaxPool([2, 2], «stride: [1, -1]»), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [MaxPool(«5000», padding: 2500), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [AvgPool(«[65536, 65536]», padding: [32768, 32768]), Linear(2)] public partial class Net;" },
        { "CNN0038", "[CnnModel(1, 8, 8)] [MaxPool(«[2, 2, 2]»), Linear(2)] public partial class Net;" },
        { "CNN0038", "[CnnModel(1, 8, 8)] [AvgPool([2, 2], «padding: [1, 1, 0, 0]»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(4, 8, 8)] [GroupNorm(«0»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(4, 8, 8)] [LocalResponseNorm(«0»), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(4, 8, 8)] [LayerNorm(«epsilon: 0»), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(4, 8, 8)] [LocalResponseNorm(5, «alpha: -1»), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(4, 8, 8)] [LocalResponseNorm(5, 1, «16»), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(4, 8, 8)] [LocalResponseNorm(5, «k: 0»), Linear(2)] public partial class Net;" },
        { "CNN0022", "[CnnModel(1, 8, 8)] [Conv(4, «11»), Linear(2)] public partial class Net;" },
        { "CNN0022", "[CnnModel(1, 8, 8)] [MaxPool(2), MaxPool(2), MaxPool(2), MaxPool(«2»), Linear(2)] public partial class Net;" },
        { "CNN0022", "[CnnModel(1, 8, 2)] [MaxPool(«[4, 3]»), Linear(2)] public partial class Net;" },
        { "CNN0022", "[MaxPool(«[2, Width]»)] interface IDown : IBlock { [Parameter] const int Width = 3; } [CnnModel(1, 8, 8)] [Block<IDown>(8), Block<IDown>(2), Linear(2)] public partial class Net;" },
        { "CNN0023", "[CnnModel(3, 8, 8)] [Conv(4, 3, «groups: 2»), Linear(2)] public partial class Net;" },
        { "CNN0023", "[CnnModel(4, 8, 8)] [Conv(5, 3, «groups: 2»), Linear(2)] public partial class Net;" },
        { "CNN0023", "[CnnModel(4, 8, 8)] [GroupNorm(«3»), Linear(2)] public partial class Net;" },
        { "CNN0024", "[CnnModel(1, 8, 8)] [Conv(4, 3, «stride: 2», padding: Padding.Same), Linear(2)] public partial class Net;" },
        { "CNN0025", "[CnnModel(1, 8, 8)] [MaxPool(2, «padding: 2»), Linear(2)] public partial class Net;" },
        { "CNN0025", "[CnnModel(1, 8, 8)] [MaxPool([4, 2], «padding: [2, 2]»), Linear(2)] public partial class Net;" },
        { "CNN0026", "[CnnModel(1, 8, 8)] [ReLU, «Normalize(0.5, 0.5)», Linear(2)] public partial class Net;" },
        { "CNN0027", "[CnnModel(1, 8, 8)] [Linear(2), Softmax, «ReLU»] public partial class Net;" },
        { "CNN0028", "[CnnModel(3, 8, 8)] [Normalize(«new[] { 0.5, 0.5 }», new[] { 1.0, 1.0, 1.0 }), Linear(2)] public partial class Net;" },
        { "CNN0028", "[CnnModel(3, 8, 8)] [Normalize(«null», new[] { 1.0, 1.0, 1.0 }), Linear(2)] public partial class Net;" },
        { "CNN0029", "[CnnModel(1, 8, 8)] [Conv(4, 3), «CrossEntropy»] public partial class Net;" },
        { "CNN0030", "[CnnModel(1, 8, 8)] [«Conv(4, 3)»] public partial class Net;" },
        { "CNN0031", "[CnnModel(1, 5000, 5000)] [«Conv(64, 3)», GlobalAvgPool, Linear(2)] public partial class Net;" },
        { "CNN0031", "[«CnnModel(3, 40000, 40000)»] [Conv(64, 3), GlobalAvgPool, Linear(2)] public partial class Net;" },
        { "CNN0030", "[CnnModel(1, 8, 8)] [Conv(4, 3), «Softmax»] public partial class Net;" },
        { "CNN0032", "[CnnModel(1, 8, 8)] [Linear(2), Softmax, «MeanSquaredError»] public partial class Net;" },
        { "CNN0030", "[CnnModel(1, 8, 8)] public partial class Net { [«Conv(4, 3)»] public static partial Stage A { get; } [From(Stage.Input), Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0021", "[CnnModel(1, 8, 8)] public partial class Net { [Linear(2)] public static partial Stage A { get; } [Auxiliary(-1), From(Stage.Input), Linear(2)] public static partial Stage «B» { get; } }" },
        { "CNN0040", "[CnnModel(1, 8, 8)] [«Concat», Linear(2)] public partial class Net;" },
        { "CNN0040", "[CnnModel(1, 8, 8)] public partial class Net { [Conv(2, 1)] public static partial Stage A { get; } [Conv(2, 1), «Add», Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0041", "[CnnModel(1, 8, 8)] [Conv(4, 3), «Add(Stage.Input)», Linear(2)] public partial class Net;" },
        { "CNN0042", "[CnnModel(1, 8, 8)] [Conv(4, 3), «Concat(Stage.Input)», Linear(2)] public partial class Net;" },
        { "CNN0043", "[CnnModel(1, 8, 8)] [«Block<IBlock>», Linear(2)] public partial class Net;" },
        { "CNN0044", "[ReLU] interface IUnit : IBlock { [Parameter] const int Width = 4; } [CnnModel(1, 8, 8)] [Block<IUnit>(«8», 3), Linear(2)] public partial class Net;" },
        { "CNN0045", "[Conv(Width, 1)] interface IUnit : IBlock { [Parameter] const int Width = 4; } [CnnModel(1, 8, 8)] [Block<IUnit>(«2.5»), Linear(2)] public partial class Net;" },
        { "CNN0046", "[«Block<IUnit>»] interface IUnit : IBlock { } [CnnModel(1, 8, 8)] [Block<IUnit>, Linear(2)] public partial class Net;" },
        { "CNN0047", "interface INone : IBlock { } [CnnModel(1, 8, 8)] [«Block<INone>», Linear(2)] public partial class Net;" },
        { "CNN0048", "[Conv(«8 / Width», 1)] interface IUnit : IBlock { [Parameter] const int Width = 4; } [CnnModel(1, 8, 8)] [Block<IUnit>(0), Linear(2)] public partial class Net;" },
        { "CNN0049", "[Linear(2), «CrossEntropy»] interface IEnd : IBlock { } [CnnModel(1, 8, 8)] [Block<IEnd>] public partial class Net;" },
        { "CNN0021", "[ReLU] interface IUnit : IBlock { } [CnnModel(1, 8, 8)] [Block<IUnit>(«Repeat = 0»), Linear(2)] public partial class Net;" },
        { "CNN0022", "[Conv(4, «Kernel»)] interface IUnit : IBlock { [Parameter] const int Kernel = 3; } [CnnModel(1, 8, 8)] [Block<IUnit>(3), Block<IUnit>(7), Linear(2)] public partial class Net;" },
        { "CNN0050", "[CnnModel(1, 8, 8)] public partial class Net { [ReLU] public static partial Stage A { get; } [MaxUnpool(«nameof(A)»), Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0051", "[CnnModel(1, 8, 8)] public partial class Net { [MaxPool(2)] public static partial Stage A { get; } [Conv(2, 1), MaxUnpool(«nameof(A)»), Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0029", "[CnnModel(1, 8, 8)] [Conv(4, 3), «CrossEntropy(ignore: 3)»] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [Conv(2, 3), PixelCrossEntropy(«1.0»)] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [Conv(2, 3), PixelCrossEntropy(«Weights = [1, -0.5]»)] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [Conv(2, 3), PixelCrossEntropy(«Weights = [1, double.PositiveInfinity]»)] public partial class Net;" },
        { "CNN0021", "[CnnModel(1, 8, 8)] [Linear(2), CrossEntropy(«Weights = [0, 0]»)] public partial class Net;" },
        { "CNN0032", "[CnnModel(1, 8, 8)] [Conv(2, 3), PixelCrossEntropy(ignore: 2, «Weights = [1, 1, 1]»)] public partial class Net;" },
        { "CNN0033", "[CnnModel(1, 8, 8)] [Conv(2, 3), PixelCrossEntropy, «PixelCrossEntropy»] public partial class Net;" },
        { "CNN0037", "[CnnModel(1, 8, 8)] public partial class Net { [Conv(2, 1), PixelCrossEntropy(ignore: 2)] public static partial Stage A { get; } [Auxiliary, From(Stage.Input), Conv(2, 1), PixelCrossEntropy] public static partial Stage «B» { get; } }" },
        { "CNN0033", "[CnnModel(1, 8, 8)] [Linear(2), CrossEntropy, «CrossEntropy»] public partial class Net;" },
        { "CNN0020", "[CnnModel(4, 8, 8)] [ConvTranspose(4, 3, «padding: Padding.Same»), Linear(2)] public partial class Net;" },
        { "CNN0021", "[CnnModel(4, 8, 8)] [ConvTranspose(4, 3, stride: 2, «outputPadding: 2»), Linear(2)] public partial class Net;" },
        { "CNN0023", "[CnnModel(4, 8, 8)] [ConvTranspose(6, 3, «groups: 4»), Linear(2)] public partial class Net;" },
        { "CNN0031", "[CnnModel(4, 8, 8)] [«ConvTranspose(4, 3, stride: 1000000000)», Linear(2)] public partial class Net;" },
        { "CNN0031", "[CnnModel(4, 8, 8)] [«ConvTranspose(4, 100000, padding: 49998)», Linear(2)] public partial class Net;" },
        { "CNN0031", "[CnnModel(4, 2, 2)] [«ConvTranspose(4, 3, stride: 1000000, padding: 499000)», Linear(2)] public partial class Net;" },
        { "CNN0031", "[CnnModel(4, 2, 2)] [«ConvTranspose(4, 3, dilation: 2000000000, padding: 1999999990)», Linear(2)] public partial class Net;" },
        { "CNN0031", "[CnnModel(2000, 1, 1)] [«ConvTranspose(1, 300)», Linear(2)] public partial class Net;" },
        { "CNN0031", "[CnnModel(4, 8, 8)] [«Subsample(2147483647, 2147483647)», Linear(2)] public partial class Net;" },
        { "CNN0034", "[CnnModel(4, 2, 8)] [ConvTranspose(4, 3, «padding: 2»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(4, 8, 8)] [Upsample(«0»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(4, 8, 8)] [BedOfNails(«-2»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(4, 8, 8)] [Pad(«-1»), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(4, 8, 8)] [Crop(0, 1, «left: -1», 0), Linear(2)] public partial class Net;" },
        { "CNN0020", "[CnnModel(4, 8, 8)] [Subsample(2, «3»), Linear(2)] public partial class Net;" },
        { "CNN0031", "[CnnModel(4, 8, 8)] [«Upsample(100000000)», Linear(2)] public partial class Net;" },
        { "CNN0031", "[CnnModel(4, 8, 8)] [«Pad(2000000000)», Linear(2)] public partial class Net;" },
        { "CNN0031", "[CnnModel(1, 5000, 5000)] [«GlobalMaxPool», Linear(2)] public partial class Net;" },
        { "CNN0034", "[CnnModel(4, 8, 8)] [«Crop(4)», Linear(2)] public partial class Net;" },
        { "CNN0035", "[CnnModel(4, 8, 8)] [ConvTranspose(8, 4, «Init = Init.Bilinear»), Linear(2)] public partial class Net;" },
        { "CNN0035", "[CnnModel(4, 8, 8)] [Conv(4, 4, «Init = Init.Bilinear»), Linear(2)] public partial class Net;" },
        { "CNN0060", "[CnnModel(4, 8, 8)] [GlobalAvgPool, «InstanceNorm», Linear(2)] public partial class Net;" },
        { "CNN0060", "[CnnModel(4, 1, 1)] [«GroupNorm(4)», Linear(2)] public partial class Net;" },
        { "CNN0060", "[CnnModel(1, 1, 1)] [«LayerNorm», Linear(2)] public partial class Net;" },
        { "CNN0011", "[CnnModel(1, 8, 8)] public partial class Net { [MaxPool(2)] public static partial Stage A { get; } [«MaxUnpool(\"Q\")», Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0013", "[CnnModel(1, 8, 8)] public partial class Net { [Conv(2, 1), «Add(nameof(A))»] public static partial Stage A { get; } [Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0019", "[CnnModel(1, 8, 8)] public partial class Net { [ReLU] public static partial Stage «Summary» { get; } [Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0019", "[CnnModel(1, 8, 8)] public partial class Net { [ReLU] public static partial Stage A { get; } [Linear(2)] public static partial Stage «Predictor» { get; } }" },
        { "CNN0019", "[CnnModel(1, 8, 8)] public partial class Net { [ReLU] public static partial Stage A { get; } [Linear(2)] public static partial Stage «Trainer» { get; } }" },
        { "CNN0019", "[CnnModel(1, 8, 8)] public partial class Net { [ReLU] public static partial Stage A { get; } [Linear(2)] public static partial Stage «CreateTrainer» { get; } }" },
        { "CNN0019", "[CnnModel(1, 8, 8)] public partial class Net { [ReLU] public static partial Stage «Weights» { get; } [Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0019", "[CnnModel(1, 8, 8)] [Linear(2)] public partial class Net { public static string «Facts»() => \"two outputs\"; }" },
        { "CNN0019", "[CnnModel(1, 8, 8)] [Linear(2)] public partial class Net { public sealed class «Stages»; }" },
        { "CNN0019", "[CnnModel(1, 8, 8)] [Linear(2)] public partial class Net { public «Net»(int seed) { } }" },
        { "CNN0027", "[CnnModel(1, 8, 8)] public partial class Net { [Linear(2), «Softmax»] public static partial Stage A { get; } [Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0027", "[CnnModel(1, 8, 8)] public partial class Net { [Linear(2), «CrossEntropy»] public static partial Stage A { get; } [Linear(2)] public static partial Stage B { get; } }" },
        { "CNN0036", "[CnnModel(1, 8, 8)] public partial class Net { [Conv(2, 1)] public static partial Stage down { get; } [Conv(2, 1), Linear(2)] public static partial Stage «Down» { get; } }" },
        { "CNN0046", "[Block<IOther>] interface IUnit : IBlock { } [«Block<IUnit>»] interface IOther : IBlock { } [CnnModel(1, 8, 8)] [Block<IUnit>, Linear(2)] public partial class Net;" },
        { "CNN0099", "namespace CnnGen { public abstract class LayerAttribute : System.Attribute; public sealed class HologramAttribute : LayerAttribute; } [CnnModel(1, 8, 8)] [Hologram, Linear(2)] public partial class «Net»;" },
    };

    /// <summary>Uses of the model that must bring no errors of their own when its declaration is wrong.</summary>
    private const string Use = """

        public static class Use
        {
            public static void All()
            {
                Net net = new(seed: 1);
                net.Save("x");
                using Net.Predictor predictor = net.CreatePredictor(1);
                using Net.Trainer trainer = net.CreateTrainer(8, new CnnGen.Training.Sgd(0.1f));
                _ = Net.Summary + predictor.Run(new float[1]).Length;
            }
        }
        """;

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_GivesOneDiagnosticOnItsText(string id, string marked)
    {
        (string code, int start, int length) = Unmark(marked);
        Declaration declaration = Declaration.Parse(code);
        Diagnostic diagnostic = Assert.Single(declaration.Problems);
        Assert.Equal(id, diagnostic.Id);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        string text = ("using CnnGen;\n" + code).Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);
        Assert.Equal((start, length, marked.Substring(start + 1, length)), (diagnostic.Location.SourceSpan.Start - "using CnnGen;\n".Length, diagnostic.Location.SourceSpan.Length, text));
        Assert.DoesNotContain("{", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Replace("{ get; }", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_BringsNoCascade(string id, string marked)
    {
        // Where no other part of the class can be written the compiler's own errors at its uses stay; StubTests has the classes that take some of a model.
        if (id is "CNN0001" or "CNN0002" || StubTests.Classes.Any(row => (string)row[0] == id))
            return;
        Declaration declaration = Declaration.Parse(Unmark(marked).Code + Use);
        Assert.DoesNotContain(declaration.CompilerDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("[CnnModel(1, 8)] [Linear(2)] public partial class Net;")]
    [InlineData("[CnnModel(1, 8, 8)] [Conv(), Linear(2)] public partial class Net;")]
    [InlineData("[CnnModel(1, 8, 8)] [Conv(4, \"three\"), Linear(2)] public partial class Net;")]
    [InlineData("[CnnModel(1, 8, 8)] [Conv(4, x), Linear(2)] public partial class Net;")]
    [InlineData("[CnnModel(1, 8, 8)] [Conv(4, 3, strid: 1), Linear(2)] public partial class Net;")]
    [InlineData("[CnnModel(1, 8, 8)] public partial class Net { [ReLU] public static partial Stage A { get; } [Linear(2)] public static partial Stage A { get; } }")]
    public void HalfTypedAttribute_IsLeftToTheCompiler(string code)
    {
        Declaration declaration = Declaration.Parse(code + Use);
        Assert.Empty(declaration.Problems);
        IEnumerable<Diagnostic> errors = declaration.CompilerDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.True(error.Location.SourceSpan.Start < "using CnnGen;\n".Length + code.Length, error.ToString()));
    }

    [Fact]
    public void EveryDescriptor_HasATest()
    {
        IEnumerable<string> tested = Mistakes.Select(row => (string)row[0]);
        Assert.Empty(Descriptors.All.Select(descriptor => descriptor.Id).Except(tested));
    }

    [Fact]
    public void MistakeInABlock_NamesItsUse()
    {
        Declaration declaration = Declaration.Parse("""
            [Conv(Width, Kernel)]
            interface IUnit : IBlock { [Parameter] const int Width = 4, Kernel = 3; }

            [Block<IUnit>(8, 2 * Kernel)]
            interface IWide : IBlock { [Parameter] const int Kernel = 1; }

            [CnnModel(1, 8, 8)]
            [Block<IUnit>, Block<IWide>(5), Linear(2)]
            public partial class Net;
            """);
        Diagnostic diagnostic = Assert.Single(declaration.Problems);
        Assert.Equal("CNN0022", diagnostic.Id);
        Assert.EndsWith("[in block 'IUnit' as used at File0.cs(5), in block 'IWide' as used at File0.cs(9)]", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(2, diagnostic.AdditionalLocations.Count);
    }

    private static (string Code, int Start, int Length) Unmark(string marked)
    {
        int start = marked.IndexOf('«', StringComparison.Ordinal), end = marked.IndexOf('»', StringComparison.Ordinal);
        return (marked.Replace("«", "", StringComparison.Ordinal).Replace("»", "", StringComparison.Ordinal), start, end - start - 1);
    }
}
