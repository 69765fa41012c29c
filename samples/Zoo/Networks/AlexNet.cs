using CnnGen;

namespace Zoo;

/// <summary>AlexNet as published (Krizhevsky, Sutskever and Hinton 2012): overlapping pools, response normalisation, filters in two groups.</summary>
[CnnModel(3, 227, 227)]
[Conv(96, 11, stride: 4), ReLU, Block<IResponseNorm>, MaxPool(3, stride: 2)]
[Conv(256, 5, padding: 2, groups: 2), ReLU, Block<IResponseNorm>, MaxPool(3, stride: 2)]
[Conv(384, 3, padding: 1), ReLU, Conv(384, 3, padding: 1, groups: 2), ReLU, Conv(256, 3, padding: 1, groups: 2), ReLU, MaxPool(3, stride: 2)]
[Block<IVggClassifier>, Linear(1000)]
public partial class AlexNet;

/// <summary>AlexNet as torchvision's <c>alexnet</c>, without groups and response normalisation; its adaptive pooling to 6x6 does nothing here.</summary>
[CnnModel(3, 224, 224)]
[Conv(64, 11, stride: 4, padding: 2), ReLU, MaxPool(3, stride: 2), Conv(192, 5, padding: 2), ReLU, MaxPool(3, stride: 2)]
[Conv(384, 3, padding: 1), ReLU, Conv(256, 3, padding: 1), ReLU, Conv(256, 3, padding: 1), ReLU, MaxPool(3, stride: 2)]
[Dropout(0.5), Linear(4096), ReLU, Dropout(0.5), Linear(4096), ReLU, Linear(1000)]
public partial class AlexNetTorchvision;

/// <summary>The paper's constants: over five channels, where its alpha of 1e-4 weighs the sum of squares and not their mean.</summary>
[LocalResponseNorm(5, alpha: 5e-4, beta: 0.75, k: 2)]
internal interface IResponseNorm : IBlock;
