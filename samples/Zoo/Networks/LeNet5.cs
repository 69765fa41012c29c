using CnnGen;

namespace Zoo;

/// <summary>LeNet-5 (LeCun et al. 1998) with today's activations and pooling.</summary>
[CnnModel(1, 28, 28)]
[Conv(6, 5, padding: 2), ReLU, MaxPool(2)]
[Conv(16, 5), ReLU, MaxPool(2)]
[Linear(120), ReLU, Linear(84), ReLU, Linear(10)]
public partial class LeNet5;
