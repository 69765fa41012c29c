// [GlobalMaxPool, Linear(10)]

// Predictor
partial void PrepareSteps()
{
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // globalMaxPool1: global max pooling, 3x12x12 -> 3
    GlobalMaxPool1Forward.Forward(samples, At(Input), At(GlobalMaxPool1));

    // linear1: linear, bias, 3 -> 10
    Linear1Forward.Forward(samples, At(GlobalMaxPool1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // globalMaxPool1: global max pooling, 3x12x12 -> 3
    GlobalMaxPool1Forward.Forward(samples, At(Input), At(GlobalMaxPool1), At(GlobalMaxPool1Winners));

    // linear1: linear, bias, 3 -> 10
    Linear1Forward.Forward(samples, At(GlobalMaxPool1), Parameter(Weights.Linear1Weight), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 3
    Linear1WeightGradient.Run(samples, At(GlobalMaxPool1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // linear1: gradient of the input, by turned filters, 10 -> 3
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DGlobalMaxPool1));

    // globalMaxPool1: gradient to the winners, 3 -> 3x12x12
    GlobalMaxPool1Gradient.Backward(samples, At(DGlobalMaxPool1), At(GlobalMaxPool1Winners), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
