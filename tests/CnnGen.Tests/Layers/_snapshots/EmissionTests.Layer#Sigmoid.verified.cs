// [Conv(8, 1), Sigmoid, MeanSquaredError]

// Predictor
partial void PrepareSteps()
{
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Conv1Bias), Fixed(Conv1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 1x1 convolution, bias, sigmoid, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Fixed(Conv1PackedBias), At(Sigmoid1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 1x1 convolution, bias, sigmoid, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Parameter(Weights.Conv1Weight), Parameter(Weights.Conv1Bias), At(Sigmoid1));

    // loss: mean squared error, 8x12x12
    loss = LossForward.Run(samples, At(Sigmoid1), Targets, At(DSigmoid1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // conv1: gradient through the sigmoid, 8x12x12
    Conv1ActivationGradient.Run(samples, At(Sigmoid1), At(DSigmoid1), At(DSigmoid1Inner));

    // conv1: gradient of weights and bias, 3x12x12
    Conv1WeightGradient.Run(samples, At(Input), At(DSigmoid1Inner), Gradient(Weights.Conv1Weight), Gradient(Weights.Conv1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // conv1: gradient of the input, by turned filters, 8x12x12 -> 3x12x12
    Conv1DataGradient.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Turned));
    Conv1DataGradient.Run(samples, At(DSigmoid1Inner), Fixed(Conv1Turned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
