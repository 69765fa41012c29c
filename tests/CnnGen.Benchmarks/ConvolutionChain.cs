namespace CnnGen.Benchmarks;

[CnnModel(32, 28, 28, Accuracy = Accuracy.Direct)]
[Conv(32, 3, padding: 1), GlobalAvgPool]
internal sealed partial class Conv32Once;

[CnnModel(32, 28, 28, Accuracy = Accuracy.Direct)]
[Conv(32, 3, padding: 1), Conv(32, 3, padding: 1), Conv(32, 3, padding: 1), Conv(32, 3, padding: 1), Conv(32, 3, padding: 1)]
[Conv(32, 3, padding: 1), Conv(32, 3, padding: 1), Conv(32, 3, padding: 1), Conv(32, 3, padding: 1), GlobalAvgPool]
internal sealed partial class Conv32Chain;

[CnnModel(64, 56, 56, Accuracy = Accuracy.Direct)]
[Conv(64, 3, padding: 1), GlobalAvgPool]
internal sealed partial class Conv64Once;

[CnnModel(64, 56, 56, Accuracy = Accuracy.Direct)]
[Conv(64, 3, padding: 1), Conv(64, 3, padding: 1), Conv(64, 3, padding: 1), Conv(64, 3, padding: 1), Conv(64, 3, padding: 1)]
[Conv(64, 3, padding: 1), Conv(64, 3, padding: 1), Conv(64, 3, padding: 1), Conv(64, 3, padding: 1), GlobalAvgPool]
internal sealed partial class Conv64Chain;

/// <summary>
/// One 3x3 convolution and a chain of equal ones. Time beyond the first is of convolutions alone: taking the image in, the mean
/// at the end and taking the scores out are in both.
/// </summary>
internal sealed class ConvolutionChain(ImageShape shape, Predictor once, Predictor chain) : IDisposable
{
    /// <summary>Convolutions that the chain has beyond the first.</summary>
    private const int More = 8;

    private const int Taps = 9;

    private readonly float[] _image = TestData.Images(shape, 1);

    public string Name => $"direct 3x3 convolution, {shape.Channels} channels, {shape.Height} x {shape.Width}";

    public void RunOnce() => _ = once.Run(_image);

    public void RunChain() => _ = chain.Run(_image);

    /// <summary>Speed of a convolution from the times of both, in microseconds. A multiply-add counts as two operations.</summary>
    public double GigaflopsPerSecond(double onceTime, double chainTime) =>
        2.0 * shape.Count * shape.Channels * Taps * More / (chainTime - onceTime) / 1000;

    public void Dispose()
    {
        once.Dispose();
        chain.Dispose();
    }
}
