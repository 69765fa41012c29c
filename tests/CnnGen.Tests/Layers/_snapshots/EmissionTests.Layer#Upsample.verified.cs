// [Conv(8, 1), Upsample(3), MeanSquaredError]

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

    // upsample1: nearest-neighbour upsampling by 3, 8x12x12 -> 8x36x36
    Upsample1Forward.Forward(samples, At(Conv1), At(Upsample1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 1x1 convolution, bias, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Parameter(Weights.Conv1Weight), Parameter(Weights.Conv1Bias), At(Conv1));

    // upsample1: nearest-neighbour upsampling by 3, 8x12x12 -> 8x36x36
    Upsample1Forward.Forward(samples, At(Conv1), At(Upsample1));

    // loss: mean squared error, 8x36x36
    loss = LossForward.Run(samples, At(Upsample1), Targets, At(DUpsample1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // upsample1: gradient summed over each pixel's cell, 8x36x36 -> 8x12x12
    Upsample1Gradient.Backward(samples, At(DUpsample1), At(DConv1));

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
