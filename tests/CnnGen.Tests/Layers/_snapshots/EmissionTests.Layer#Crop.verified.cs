// [Crop(2), Linear(10)]

// Predictor
partial void PrepareSteps()
{
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // crop1: cropping, 2 on each side, 3x12x12 -> 3x8x8
    Crop1Forward.Run(samples, At(Input), At(Crop1));

    // linear1: linear of the flattened map, bias, 3x8x8 -> 10
    Linear1Forward.Forward(samples, At(Crop1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // crop1: cropping, 2 on each side, 3x12x12 -> 3x8x8
    Crop1Forward.Run(samples, At(Input), At(Crop1));

    // linear1: linear of the flattened map, bias, 3x8x8 -> 10
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Linear1Forward.Forward(samples, At(Crop1), Fixed(Linear1Packed), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 3x8x8
    Linear1WeightGradient.Run(samples, At(Crop1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // linear1: gradient of the input, by turned filters, 10 -> 3x8x8
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DCrop1));

    // crop1: gradient with zeros where pixels were cut off, 3x8x8 -> 3x12x12
    Crop1Gradient.Run(samples, At(DCrop1), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
