using Zoo;

namespace CnnGen.Parity.Networks.WithoutDropout;

/// <summary><see cref="Zoo.AlexNet"/> without its dropout.</summary>
[CnnModel(3, 227, 227)]
[Conv(96, 11, stride: 4), ReLU, Block<IResponseNorm>, MaxPool(3, stride: 2)]
[Conv(256, 5, padding: 2, groups: 2), ReLU, Block<IResponseNorm>, MaxPool(3, stride: 2)]
[Conv(384, 3, padding: 1), ReLU, Conv(384, 3, padding: 1, groups: 2), ReLU, Conv(256, 3, padding: 1, groups: 2), ReLU, MaxPool(3, stride: 2)]
[Block<IVggClassifier>, Linear(1000)]
public partial class AlexNet;

/// <summary><see cref="Zoo.AlexNetTorchvision"/> without its dropout.</summary>
[CnnModel(3, 224, 224)]
[Conv(64, 11, stride: 4, padding: 2), ReLU, MaxPool(3, stride: 2), Conv(192, 5, padding: 2), ReLU, MaxPool(3, stride: 2)]
[Conv(384, 3, padding: 1), ReLU, Conv(256, 3, padding: 1), ReLU, Conv(256, 3, padding: 1), ReLU, MaxPool(3, stride: 2)]
[Linear(4096), ReLU, Linear(4096), ReLU, Linear(1000)]
public partial class AlexNetTorchvision;
