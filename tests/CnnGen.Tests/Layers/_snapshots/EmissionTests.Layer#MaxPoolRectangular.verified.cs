// [Conv(8, 3), ReLU, MaxPool([2, 3], padding: [1, 0]), Linear(10)]

// Predictor
partial void PrepareSteps()
{
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Conv1Bias), Fixed(Conv1PackedBias), 16);
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 3x3 convolution, bias, 3x12x12 -> 8x10x10
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Fixed(Conv1PackedBias), At(Conv1));

    // maxPool1: ReLU, then 2x3 max pooling, stride 2x3, padding 1x0, 8x10x10 -> 8x6x3
    MaxPool1Forward.Forward(samples, At(Conv1), At(MaxPool1));

    // linear1: linear of the flattened map, bias, 8x6x3 -> 10
    Linear1Forward.Forward(samples, At(MaxPool1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 3x3 convolution, bias, 3x12x12 -> 8x10x10
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Parameter(Weights.Conv1Bias), At(Conv1));

    // maxPool1: ReLU, then 2x3 max pooling, stride 2x3, padding 1x0, 8x10x10 -> 8x6x3
    MaxPool1Forward.Forward(samples, At(Conv1), At(MaxPool1), At(MaxPool1Winners));

    // linear1: linear of the flattened map, bias, 8x6x3 -> 10
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Linear1Forward.Forward(samples, At(MaxPool1), Fixed(Linear1Packed), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 8x6x3
    Linear1WeightGradient.Run(samples, At(MaxPool1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));

    // linear1: gradient of the input, by turned filters, 10 -> 8x6x3
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DMaxPool1));

    // maxPool1: gradient to the winners, through the ReLU, 8x6x3 -> 8x10x10
    Kernels::Zero.Border(DConv1Map, samples, At(DConv1));
    MaxPool1Gradient.Run(samples, At(MaxPool1), At(DMaxPool1), At(MaxPool1Winners), At(DConv1));

    // conv1: gradient of weights and bias, 3x12x12
    Conv1WeightGradient.Run(samples, At(Input), At(DConv1), Gradient(Weights.Conv1Weight), Gradient(Weights.Conv1Bias), scratch: Fixed(Conv1GradientScratch));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // conv1: gradient of the input, by turned filters, 8x10x10 -> 3x12x12
    Conv1DataGradient.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Turned));
    Conv1DataGradient.Run(samples, At(DConv1), Fixed(Conv1Turned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
