using Zoo;

namespace CnnGen.Parity.Networks.WithoutDropout;

/// <summary><see cref="Zoo.VggFashion"/> without its dropout.</summary>
[CnnModel(1, 28, 28)]
[Block<IConvNorm>(32, Repeat = 2), MaxPool(2), Block<IConvNorm>(64, Repeat = 2), MaxPool(2)]
[Linear(128), ReLU, Linear(10)]
public partial class VggFashion;

/// <summary><see cref="Zoo.Vgg11BN"/> without its dropout.</summary>
[CnnModel(3, 224, 224)]
[Block<IConvNorm>(64), MaxPool(2), Block<IConvNorm>(128), MaxPool(2)]
[Block<IConvNorm>(256, Repeat = 2), MaxPool(2), Block<IConvNorm>(512, Repeat = 2), MaxPool(2), Block<IConvNorm>(512, Repeat = 2), MaxPool(2)]
[Block<IVggClassifier>, Linear(1000)]
public partial class Vgg11BN;

/// <summary><see cref="Zoo.SqueezeNet11"/> without its dropout.</summary>
[CnnModel(3, 224, 224)]
[Conv(64, 3, stride: 2), ReLU, MaxPool(3, stride: 2, ceilMode: true)]
[Block<IFire>(16, 64, Repeat = 2), MaxPool(3, stride: 2, ceilMode: true)]
[Block<IFire>(32, 128, Repeat = 2), MaxPool(3, stride: 2, ceilMode: true)]
[Block<IFire>(48, 192, Repeat = 2), Block<IFire>(64, 256, Repeat = 2)]
[Conv(1000, 1), ReLU, GlobalAvgPool]
public partial class SqueezeNet11;

/// <summary><see cref="Zoo.GoogLeNetTorchvision"/> without its dropout.</summary>
[CnnModel(3, 224, 224)]
[Block<INormed>(64, 7, 2, 3), MaxPool(3, stride: 2, ceilMode: true)]
[Block<INormed>(64, 1), Block<INormed>(192, 3, 1, 1), MaxPool(3, stride: 2, ceilMode: true)]
[Block<INormedInception>(64, 96, 128, 16, 32, 32), Block<INormedInception>(128, 128, 192, 32, 96, 64), MaxPool(3, stride: 2, ceilMode: true)]
[Block<INormedInception>(192, 96, 208, 16, 48, 64), Block<INormedInception>(160, 112, 224, 24, 64, 64)]
[Block<INormedInception>(128, 128, 256, 24, 64, 64), Block<INormedInception>(112, 144, 288, 32, 64, 64)]
[Block<INormedInception>(256, 160, 320, 32, 128, 128), MaxPool(2, stride: 2, ceilMode: true)]
[Block<INormedInception>(256, 160, 320, 32, 128, 128), Block<INormedInception>(384, 192, 384, 48, 128, 128)]
[GlobalAvgPool, Linear(1000)]
public partial class GoogLeNetTorchvision;

/// <summary>The two hidden layers of VGG.</summary>
[Linear(4096), ReLU, Linear(4096), ReLU]
internal interface IVggClassifier : IBlock;
