// [Conv(12, 3, groups: 3, bias: false), MeanSquaredError]

// Predictor
partial void PrepareSteps()
{
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 3x3 convolution, 3 groups, 3x12x12 -> 12x10x10
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), default, At(Conv1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 3x3 convolution, 3 groups, 3x12x12 -> 12x10x10
    Conv1Forward.Forward(samples, At(Input), Parameter(Weights.Conv1Weight), default, At(Conv1));

    // loss: mean squared error, 12x10x10
    loss = LossForward.Run(samples, At(Conv1), Targets, At(DConv1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // conv1: gradient of the weights, 3x12x12
    Conv1WeightGradient.Run(samples, At(Input), At(DConv1), Gradient(Weights.Conv1Weight));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // conv1: gradient of the input, by turned filters, 12x10x10 -> 3x12x12
    Conv1DataGradient.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Turned));
    Conv1DataGradient.Run(samples, At(DConv1), Fixed(Conv1Turned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
