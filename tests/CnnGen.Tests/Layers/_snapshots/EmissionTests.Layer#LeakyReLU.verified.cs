// [LeakyReLU(0.2), Linear(10)]

// Predictor
partial void PrepareSteps()
{
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // leakyReLU1: leaky ReLU of slope 0.2, 3x12x12
    LeakyReLU1Forward.Run(samples, At(Input), At(LeakyReLU1));

    // linear1: linear of the flattened map, bias, 3x12x12 -> 10
    Linear1Forward.Forward(samples, At(LeakyReLU1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // leakyReLU1: leaky ReLU of slope 0.2, 3x12x12
    LeakyReLU1Forward.Run(samples, At(Input), At(LeakyReLU1));

    // linear1: linear of the flattened map, bias, 3x12x12 -> 10
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Linear1Forward.Forward(samples, At(LeakyReLU1), Fixed(Linear1Packed), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 3x12x12
    Linear1WeightGradient.Run(samples, At(LeakyReLU1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // linear1: gradient of the input, by turned filters, 10 -> 3x12x12
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DLeakyReLU1));

    // leakyReLU1: gradient through the leaky ReLU of slope 0.2, 3x12x12
    LeakyReLU1ActivationGradient.Run(samples, At(LeakyReLU1), At(DLeakyReLU1), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
