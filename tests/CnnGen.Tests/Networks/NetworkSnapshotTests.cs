using CnnGen.Tests.Harness;

namespace CnnGen.Tests.Networks;

/// <summary>Emitted code of whole networks, to be read in review as prose.</summary>
public sealed class NetworkSnapshotTests
{
    private const string LeNet = """
        namespace Example;

        [CnnModel(1, 28, 28)]
        [Conv(6, 5, padding: 2), ReLU, MaxPool(2)]
        [Conv(16, 5), ReLU, MaxPool(2)]
        [Linear(120), ReLU, Linear(84), ReLU, Linear(10)]
        public partial class LeNet5;
        """;

    private const string Staged = """
        [CnnModel(3, 32, 32)]
        public partial class Staged
        {
            [Normalize(0.5, 0.25), Conv(32, 3, padding: Padding.Same, bias: false), BatchNorm, ReLU, MaxPool(2), Keep]
            public static partial Stage Features { get; }

            [Conv(64, 3, stride: 2, padding: 1, groups: 2), LeakyReLU(0.1), MaxPool(3, stride: 2, padding: 1), Dropout(0.25)]
            public static partial Stage Mixed { get; }

            [GlobalAvgPool, Linear(10), Softmax, CrossEntropy(labelSmoothing: 0.1)]
            public static partial Stage Scores { get; }
        }
        """;

    [Fact]
    public void LeNet5() => VerifyAll(LeNet);

    [Fact]
    public void StagedNetwork() => VerifyAll(Staged);

    private static void VerifyAll(string code, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        Declaration declaration = Declaration.Parse(code);
        Assert.Empty(declaration.CompilerDiagnostics());
        Assert.Multiple([.. declaration.Sources.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (Action)(() => Snapshots.Verify(pair.Value, pair.Key[..^".g.cs".Length], method)))]);
    }
}
