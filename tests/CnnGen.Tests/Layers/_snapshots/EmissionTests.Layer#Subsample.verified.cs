// [Subsample(2, 8), Linear(10)]

// Predictor
partial void PrepareSteps()
{
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // subsample1: one pixel of 2x2, 5 channels of zeros appended, 3x12x12 -> 8x6x6
    Subsample1Forward.Run(samples, At(Input), At(Subsample1));

    // linear1: linear of the flattened map, bias, 8x6x6 -> 10
    Linear1Forward.Forward(samples, At(Subsample1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // subsample1: one pixel of 2x2, 5 channels of zeros appended, 3x12x12 -> 8x6x6
    Subsample1Forward.Run(samples, At(Input), At(Subsample1));

    // linear1: linear of the flattened map, bias, 8x6x6 -> 10
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Linear1Forward.Forward(samples, At(Subsample1), Fixed(Linear1Packed), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 8x6x6
    Linear1WeightGradient.Run(samples, At(Subsample1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // linear1: gradient of the input, by turned filters, 10 -> 8x6x6
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DSubsample1));

    // subsample1: gradient to the pixels that stayed, 8x6x6 -> 3x12x12
    Subsample1Gradient.Run(samples, At(DSubsample1), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
