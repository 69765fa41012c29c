// [Conv(5, 3), PixelCrossEntropy(ignore: 11, Weights = [1, 2, 1, 0.5, 3])]

// Predictor
partial void PrepareSteps()
{
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Conv1Bias), Fixed(Conv1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 3x3 convolution, bias, 3x12x12 -> 5x10x10
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Fixed(Conv1PackedBias), At(Conv1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 3x3 convolution, bias, 3x12x12 -> 5x10x10
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Parameter(Weights.Conv1Bias), At(Conv1));

    // loss: softmax and cross entropy at each pixel, label 11 ignored, classes weighted, 5x10x10
    loss = LossForward.Run(samples, At(Conv1), Labels, At(DConv1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // conv1: gradient of weights and bias, 3x12x12
    Conv1WeightGradient.Run(samples, At(Input), At(DConv1), Gradient(Weights.Conv1Weight), Gradient(Weights.Conv1Bias), scratch: Fixed(Conv1GradientScratch));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // conv1: gradient of the input, by turned filters, 5x10x10 -> 3x12x12
    Conv1DataGradient.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Turned));
    Conv1DataGradient.Run(samples, At(DConv1), Fixed(Conv1Turned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
