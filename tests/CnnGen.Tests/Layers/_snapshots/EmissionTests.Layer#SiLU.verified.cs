// [Conv(8, 1), SiLU, MaxPool(2), MeanSquaredError]

// Predictor
partial void PrepareSteps()
{
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Conv1Bias), Fixed(Conv1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 1x1 convolution, bias, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Fixed(Conv1PackedBias), At(Conv1));

    // silu1: SiLU, 8x12x12
    Silu1Forward.Run(samples, At(Conv1), At(Silu1));

    // maxPool1: 2x2 max pooling, stride 2, 8x12x12 -> 8x6x6
    MaxPool1Forward.Forward(samples, At(Silu1), At(MaxPool1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 1x1 convolution, bias, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Parameter(Weights.Conv1Weight), Parameter(Weights.Conv1Bias), At(Conv1));

    // silu1: SiLU, 8x12x12
    Silu1Forward.Run(samples, At(Conv1), At(Silu1));

    // maxPool1: 2x2 max pooling, stride 2, 8x12x12 -> 8x6x6
    MaxPool1Forward.Forward(samples, At(Silu1), At(MaxPool1), At(MaxPool1Winners));

    // loss: mean squared error, 8x6x6
    loss = LossForward.Run(samples, At(MaxPool1), Targets, At(DMaxPool1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // maxPool1: gradient to the winners, 8x6x6 -> 8x12x12
    MaxPool1Gradient.Run(samples, At(MaxPool1), At(DMaxPool1), At(MaxPool1Winners), At(DSilu1));

    // silu1: gradient through the SiLU, 8x12x12
    Silu1Gradient.Run(samples, At(Conv1), At(DSilu1), At(DConv1));

    // conv1: gradient of weights and bias, 3x12x12
    Conv1WeightGradient.Run(samples, At(Input), At(DConv1), Gradient(Weights.Conv1Weight), Gradient(Weights.Conv1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // conv1: gradient of the input, by turned filters, 8x12x12 -> 3x12x12
    Conv1DataGradient.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Turned));
    Conv1DataGradient.Run(samples, At(DConv1), Fixed(Conv1Turned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
