// [GlobalAvgPool, Linear(10)]

// Predictor
partial void PrepareSteps()
{
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // globalAvgPool1: global average pooling, 3x12x12 -> 3
    GlobalAvgPool1Forward.Forward(samples, At(Input), At(GlobalAvgPool1));

    // linear1: linear, bias, 3 -> 10
    Linear1Forward.Forward(samples, At(GlobalAvgPool1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // globalAvgPool1: global average pooling, 3x12x12 -> 3
    GlobalAvgPool1Forward.Forward(samples, At(Input), At(GlobalAvgPool1));

    // linear1: linear, bias, 3 -> 10
    Linear1Forward.Forward(samples, At(GlobalAvgPool1), Parameter(Weights.Linear1Weight), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 3
    Linear1WeightGradient.Run(samples, At(GlobalAvgPool1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // linear1: gradient of the input, by turned filters, 10 -> 3
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DGlobalAvgPool1));

    // globalAvgPool1: gradient shared out over the window, 3 -> 3x12x12
    GlobalAvgPool1Gradient.Backward(samples, At(DGlobalAvgPool1), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
