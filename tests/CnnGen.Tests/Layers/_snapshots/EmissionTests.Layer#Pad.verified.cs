// [Conv(8, 1), Pad(1, 2, 3, 4), Conv(4, 3, padding: 1), MeanSquaredError]

// Predictor
partial void PrepareSteps()
{
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Conv1Bias), Fixed(Conv1PackedBias), 16);
    Conv2Forward.Pack(Parameter(Weights.Conv2Weight), Fixed(Conv2Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Conv2Bias), Fixed(Conv2PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 1x1 convolution, bias, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Fixed(Conv1PackedBias), At(Conv1));

    // pad1: zero padding, 1 above, 2 below, 3 left, 4 right, 8x12x12 -> 8x15x19
    Kernels::Zero.Border(Pad1Map, samples, At(Pad1));
    Pad1Forward.Run(samples, At(Conv1), At(Pad1));

    // conv2: 3x3 convolution, padding 1, bias, 8x15x19 -> 4x15x19
    Conv2Forward.Forward(samples, At(Pad1), Fixed(Conv2Packed), Fixed(Conv2PackedBias), At(Conv2));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 1x1 convolution, bias, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Parameter(Weights.Conv1Weight), Parameter(Weights.Conv1Bias), At(Conv1));

    // pad1: zero padding, 1 above, 2 below, 3 left, 4 right, 8x12x12 -> 8x15x19
    Kernels::Zero.Border(Pad1Map, samples, At(Pad1));
    Pad1Forward.Run(samples, At(Conv1), At(Pad1));

    // conv2: 3x3 convolution, padding 1, bias, 8x15x19 -> 4x15x19
    Conv2Forward.Pack(Parameter(Weights.Conv2Weight), Fixed(Conv2Packed));
    Conv2Forward.Forward(samples, At(Pad1), Fixed(Conv2Packed), Parameter(Weights.Conv2Bias), At(Conv2));

    // loss: mean squared error, 4x15x19
    Kernels::Zero.Border(DConv2Map, samples, At(DConv2));
    loss = LossForward.Run(samples, At(Conv2), Targets, At(DConv2));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // conv2: gradient of weights and bias, 8x15x19
    Conv2WeightGradient.Run(samples, At(Pad1), At(DConv2), Gradient(Weights.Conv2Weight), Gradient(Weights.Conv2Bias), scratch: Fixed(Conv2GradientScratch));

    // conv2: gradient of the input, by turned filters, 4x15x19 -> 8x15x19
    Conv2DataGradient.Pack(Parameter(Weights.Conv2Weight), Fixed(Conv2Turned));
    Conv2DataGradient.Run(samples, At(DConv2), Fixed(Conv2Turned), At(DPad1));

    // pad1: gradient without the padding, 8x15x19 -> 8x12x12
    Pad1Gradient.Run(samples, At(DPad1), At(DConv1));

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
