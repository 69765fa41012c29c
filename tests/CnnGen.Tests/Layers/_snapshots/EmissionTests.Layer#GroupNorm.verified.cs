// [Conv(8, 1), GroupNorm(4, 0.001), LeakyReLU(0.2), Linear(10)]

// Predictor
partial void PrepareSteps()
{
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Conv1Bias), Fixed(Conv1PackedBias), 16);
    Kernels::Transfer.Copy(Parameter(Weights.GroupNorm1Weight), Fixed(GroupNorm1Gamma), 16);
    Kernels::Transfer.Copy(Parameter(Weights.GroupNorm1Bias), Fixed(GroupNorm1Beta), 16);
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 1x1 convolution, bias, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Fixed(Conv1PackedBias), At(Conv1));

    // groupNorm1: group norm in 4 groups, scale and shift, leaky ReLU of slope 0.2, 8x12x12
    GroupNorm1Forward.Forward(samples, At(Conv1), Fixed(GroupNorm1Gamma), Fixed(GroupNorm1Beta), At(LeakyReLU1), At(GroupNorm1Statistics));

    // linear1: linear of the flattened map, bias, 8x12x12 -> 10
    Linear1Forward.Forward(samples, At(LeakyReLU1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 1x1 convolution, bias, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Parameter(Weights.Conv1Weight), Parameter(Weights.Conv1Bias), At(Conv1));

    // groupNorm1: group norm in 4 groups, scale and shift, leaky ReLU of slope 0.2, 8x12x12
    GroupNorm1Forward.Forward(samples, At(Conv1), Parameter(Weights.GroupNorm1Weight), Parameter(Weights.GroupNorm1Bias), At(LeakyReLU1), At(GroupNorm1Statistics));

    // linear1: linear of the flattened map, bias, 8x12x12 -> 10
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Linear1Forward.Forward(samples, At(LeakyReLU1), Fixed(Linear1Packed), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 8x12x12
    Linear1WeightGradient.Run(samples, At(LeakyReLU1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));

    // linear1: gradient of the input, by turned filters, 10 -> 8x12x12
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DLeakyReLU1));

    // groupNorm1: gradient of the norm's scale and shift, its means over the groups, 8x12x12
    GroupNorm1Gradient.Reduce(samples, At(Conv1), Parameter(Weights.GroupNorm1Weight), At(LeakyReLU1), At(DLeakyReLU1), At(GroupNorm1Statistics), At(GroupNorm1GroupMeans), Gradient(Weights.GroupNorm1Weight), Gradient(Weights.GroupNorm1Bias));

    // groupNorm1: gradient of the norm's input, 8x12x12
    GroupNorm1Gradient.Apply(samples, At(Conv1), Parameter(Weights.GroupNorm1Weight), At(LeakyReLU1), At(DLeakyReLU1), At(GroupNorm1Statistics), At(GroupNorm1GroupMeans), At(DConv1));

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
