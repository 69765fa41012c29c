// [LocalResponseNorm(5), Linear(10)]

// Predictor
partial void PrepareSteps()
{
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // localResponseNorm1: local response norm over 5 channels, 3x12x12
    LocalResponseNorm1Forward.Forward(samples, At(Input), At(LocalResponseNorm1));

    // linear1: linear of the flattened map, bias, 3x12x12 -> 10
    Linear1Forward.Forward(samples, At(LocalResponseNorm1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // localResponseNorm1: local response norm over 5 channels, 3x12x12
    LocalResponseNorm1Forward.Forward(samples, At(Input), At(LocalResponseNorm1));

    // linear1: linear of the flattened map, bias, 3x12x12 -> 10
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Linear1Forward.Forward(samples, At(LocalResponseNorm1), Fixed(Linear1Packed), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 3x12x12
    Linear1WeightGradient.Run(samples, At(LocalResponseNorm1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // linear1: gradient of the input, by turned filters, 10 -> 3x12x12
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DLocalResponseNorm1));

    // localResponseNorm1: gradient through the response norm, 3x12x12
    LocalResponseNorm1Gradient.Run(samples, At(Input), At(LocalResponseNorm1), At(DLocalResponseNorm1), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
