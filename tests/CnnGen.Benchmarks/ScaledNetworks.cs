namespace CnnGen.Benchmarks;

/// <summary>Two pairs of convolutions: a network whose work grows with the square of its width, and with the pixels of its input.</summary>
[Conv(Width, 3, padding: 1, bias: false), BatchNorm, ReLU]
[Conv(Width, 3, padding: 1, bias: false), BatchNorm, ReLU, MaxPool(2)]
[Conv(2 * Width, 3, padding: 1, bias: false), BatchNorm, ReLU]
[Conv(2 * Width, 3, padding: 1, bias: false), BatchNorm, ReLU]
internal interface IScaled : IBlock
{
    [Parameter]
    const int Width = 32;
}

[CnnModel(32, 16, 16)]
[Block<IScaled>, GlobalAvgPool, Linear(10)]
internal sealed partial class Side16;

[CnnModel(32, 32, 32)]
[Block<IScaled>, GlobalAvgPool, Linear(10)]
internal sealed partial class Side32;

[CnnModel(32, 64, 64)]
[Block<IScaled>, GlobalAvgPool, Linear(10)]
internal sealed partial class Side64;

[CnnModel(32, 128, 128)]
[Block<IScaled>, GlobalAvgPool, Linear(10)]
internal sealed partial class Side128;

[CnnModel(32, 256, 256)]
[Block<IScaled>, GlobalAvgPool, Linear(10)]
internal sealed partial class Side256;

[CnnModel(16, 32, 32)]
[Block<IScaled>(16), GlobalAvgPool, Linear(10)]
internal sealed partial class Width16;

[CnnModel(64, 32, 32)]
[Block<IScaled>(64), GlobalAvgPool, Linear(10)]
internal sealed partial class Width64;

[CnnModel(128, 32, 32)]
[Block<IScaled>(128), GlobalAvgPool, Linear(10)]
internal sealed partial class Width128;

[CnnModel(256, 32, 32)]
[Block<IScaled>(256), GlobalAvgPool, Linear(10)]
internal sealed partial class Width256;
