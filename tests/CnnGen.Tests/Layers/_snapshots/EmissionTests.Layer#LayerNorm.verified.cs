// [LayerNorm, ReLU, Linear(10)]

// Predictor
partial void PrepareSteps()
{
    Kernels::Transfer.Copy(Parameter(Weights.LayerNorm1Weight), Fixed(LayerNorm1Gamma), 1152);
    Kernels::Transfer.Copy(Parameter(Weights.LayerNorm1Bias), Fixed(LayerNorm1Beta), 1152);
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // layerNorm1: layer norm, scale and shift, ReLU, 3x12x12
    LayerNorm1Forward.Forward(samples, At(Input), Fixed(LayerNorm1Gamma), Fixed(LayerNorm1Beta), At(Relu1), At(LayerNorm1Statistics));

    // linear1: linear of the flattened map, bias, 3x12x12 -> 10
    Linear1Forward.Forward(samples, At(Relu1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // layerNorm1: layer norm, scale and shift, ReLU, 3x12x12
    LayerNorm1Forward.Forward(samples, At(Input), Parameter(Weights.LayerNorm1Weight), Parameter(Weights.LayerNorm1Bias), At(Relu1), At(LayerNorm1Statistics));

    // linear1: linear of the flattened map, bias, 3x12x12 -> 10
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Linear1Forward.Forward(samples, At(Relu1), Fixed(Linear1Packed), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 3x12x12
    Linear1WeightGradient.Run(samples, At(Relu1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));

    // linear1: gradient of the input, by turned filters, 10 -> 3x12x12
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DRelu1));

    // layerNorm1: gradient of the norm's scale and shift, its means over the groups, 3x12x12
    LayerNorm1Gradient.Reduce(samples, At(Input), Parameter(Weights.LayerNorm1Weight), At(Relu1), At(DRelu1), At(LayerNorm1Statistics), At(LayerNorm1GroupMeans), Gradient(Weights.LayerNorm1Weight), Gradient(Weights.LayerNorm1Bias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // layerNorm1: gradient of the norm's input, 3x12x12
    LayerNorm1Gradient.Apply(samples, At(Input), Parameter(Weights.LayerNorm1Weight), At(Relu1), At(DRelu1), At(LayerNorm1Statistics), At(LayerNorm1GroupMeans), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
