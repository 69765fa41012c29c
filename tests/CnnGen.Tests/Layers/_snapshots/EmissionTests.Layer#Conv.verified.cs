// [Conv(24, 3, stride: 2, padding: 1, dilation: 2), MeanSquaredError]

// Predictor
partial void PrepareSteps()
{
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Conv1Bias), Fixed(Conv1PackedBias), 32);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 3x3 convolution, stride 2, padding 1, dilation 2, bias, 3x12x12 -> 24x5x5
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Fixed(Conv1PackedBias), At(Conv1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // the input's zero border: its memory is used again further down
    Kernels::Zero.Border(InputMap, samples, At(Input));

    // conv1: 3x3 convolution, stride 2, padding 1, dilation 2, bias, 3x12x12 -> 24x5x5
    Conv1Forward.Forward(samples, At(Input), Parameter(Weights.Conv1Weight), Parameter(Weights.Conv1Bias), At(Conv1));

    // loss: mean squared error, 24x5x5
    loss = LossForward.Run(samples, At(Conv1), Targets, At(DConv1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // conv1: gradient of weights and bias, 3x12x12
    Conv1WeightGradient.Run(samples, At(Input), At(DConv1), Gradient(Weights.Conv1Weight), Gradient(Weights.Conv1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // conv1: gradient of the input, by turned filters, 24x5x5 -> 3x12x12
    Conv1DataGradient.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Turned));
    Conv1DataGradient.Run(samples, At(DConv1), Fixed(Conv1Turned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
