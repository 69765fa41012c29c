using CnnGen;

namespace Zoo;

/// <summary>VGG-11 with batch normalisation (Simonyan and Zisserman 2014, configuration A), as torchvision's <c>vgg11_bn</c>.</summary>
[CnnModel(3, 224, 224)]
[Block<IConvNorm>(64), MaxPool(2), Block<IConvNorm>(128), MaxPool(2)]
[Block<IConvNorm>(256, Repeat = 2), MaxPool(2), Block<IConvNorm>(512, Repeat = 2), MaxPool(2), Block<IConvNorm>(512, Repeat = 2), MaxPool(2)]
[Block<IVggClassifier>, Linear(1000)]
public partial class Vgg11BN;

/// <summary>VGG-16 (Simonyan and Zisserman 2014, configuration D).</summary>
[CnnModel(3, 224, 224)]
[Block<IConvReLU>(64, Repeat = 2), MaxPool(2), Block<IConvReLU>(128, Repeat = 2), MaxPool(2)]
[Block<IConvReLU>(256, Repeat = 3), MaxPool(2), Block<IConvReLU>(512, Repeat = 3), MaxPool(2), Block<IConvReLU>(512, Repeat = 3), MaxPool(2)]
[Block<IVggClassifier>, Linear(1000)]
public partial class Vgg16;

/// <summary>The small network for Fashion-MNIST that the benchmarks time.</summary>
[CnnModel(1, 28, 28)]
[Block<IConvNorm>(32, Repeat = 2), MaxPool(2), Block<IConvNorm>(64, Repeat = 2), MaxPool(2)]
[Linear(128), ReLU, Dropout(0.5), Linear(10)]
public partial class VggFashion;

/// <summary>A 3x3 convolution with batch normalisation.</summary>
[Conv(Width, 3, padding: 1), BatchNorm, ReLU]
internal interface IConvNorm : IBlock
{
    [Parameter] const int Width = 64;
}

/// <summary>A 3x3 convolution without.</summary>
[Conv(Width, 3, padding: 1), ReLU]
internal interface IConvReLU : IBlock
{
    [Parameter] const int Width = 64;
}

/// <summary>The two hidden layers of VGG and AlexNet.</summary>
[Linear(4096), ReLU, Dropout(0.5), Linear(4096), ReLU, Dropout(0.5)]
internal interface IVggClassifier : IBlock;
