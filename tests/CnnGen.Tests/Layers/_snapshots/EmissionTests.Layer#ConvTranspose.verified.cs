// [ConvTranspose(6, 4, stride: 2, padding: 1, groups: 3), BatchNorm, ReLU, ConvTranspose(5, 3), ReLU, MeanSquaredError]

// Predictor
partial void PrepareSteps()
{
    BatchNorm1Fold.Fold(Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias), Parameter(Weights.BatchNorm1RunningMean), Parameter(Weights.BatchNorm1RunningVar), Parameter(Weights.ConvTranspose1Bias), Fixed(ConvTranspose1Scale), Fixed(ConvTranspose1PackedBias));
    ConvTranspose1Forward.Pack(Parameter(Weights.ConvTranspose1Weight), Fixed(ConvTranspose1Turned), Fixed(ConvTranspose1Scale));
    ConvTranspose2Forward.Pack(Parameter(Weights.ConvTranspose2Weight), Fixed(ConvTranspose2Turned));
    Kernels::Transfer.Copy(Parameter(Weights.ConvTranspose2Bias), Fixed(ConvTranspose2PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // the input's zero border: its memory is used again further down
    Kernels::Zero.Border(InputMap, samples, At(Input));

    // convTranspose1: 4x4 transposed convolution, stride 2, padding 1, 3 groups, bias, batch norm folded in, ReLU, 3x12x12 -> 6x24x24
    ConvTranspose1Forward.Forward(samples, At(Input), Fixed(ConvTranspose1Turned), Fixed(ConvTranspose1PackedBias), At(Relu1));

    // convTranspose2: 3x3 transposed convolution, bias, ReLU, 6x24x24 -> 5x26x26
    ConvTranspose2Forward.Forward(samples, At(Relu1), Fixed(ConvTranspose2Turned), Fixed(ConvTranspose2PackedBias), At(Relu2));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // convTranspose1: 4x4 transposed convolution, stride 2, padding 1, 3 groups, bias, 3x12x12 -> 6x24x24
    ConvTranspose1Forward.Pack(Parameter(Weights.ConvTranspose1Weight), Fixed(ConvTranspose1Turned));
    ConvTranspose1Forward.Forward(samples, At(Input), Fixed(ConvTranspose1Turned), Parameter(Weights.ConvTranspose1Bias), At(ConvTranspose1));

    // batchNorm1: batch statistics, 6x24x24
    BatchNorm1Statistics.Gather(samples, At(ConvTranspose1), At(BatchNorm1Partials));

    // batchNorm1: batch norm, ReLU, 6x24x24
    Kernels::Zero.Border(Relu1Map, samples, At(Relu1));
    BatchNorm1Statistics.Finish(samples, At(BatchNorm1Partials), Fixed(BatchNorm1Mean), Fixed(BatchNorm1Variance), Fixed(BatchNorm1InverseDeviation));
    BatchNorm1Forward.Forward(samples, At(ConvTranspose1), new(Fixed(BatchNorm1Mean), Fixed(BatchNorm1InverseDeviation), Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias)), At(Relu1));

    // convTranspose2: 3x3 transposed convolution, bias, ReLU, 6x24x24 -> 5x26x26
    ConvTranspose2Forward.Pack(Parameter(Weights.ConvTranspose2Weight), Fixed(ConvTranspose2Turned));
    ConvTranspose2Forward.Forward(samples, At(Relu1), Fixed(ConvTranspose2Turned), Parameter(Weights.ConvTranspose2Bias), At(Relu2));

    // loss: mean squared error, 5x26x26
    loss = LossForward.Run(samples, At(Relu2), Targets, At(DRelu2));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // convTranspose2: gradient through the ReLU, 5x26x26
    ConvTranspose2ActivationGradient.Run(samples, At(Relu2), At(DRelu2), At(DRelu2Inner));

    // convTranspose2: gradient of weights and bias, 6x24x24
    ConvTranspose2WeightGradient.Run(samples, At(DRelu2Inner), At(Relu1), Gradient(Weights.ConvTranspose2Weight), scratch: Fixed(ConvTranspose2GradientScratch));
    ConvTranspose2BiasGradient.Run(samples, At(DRelu2Inner), Gradient(Weights.ConvTranspose2Bias));

    // convTranspose2: gradient of the input, by convolution, 5x26x26 -> 6x24x24
    ConvTranspose2DataGradient.Pack(Parameter(Weights.ConvTranspose2Weight), Fixed(ConvTranspose2Packed));
    ConvTranspose2DataGradient.Forward(samples, At(DRelu2Inner), Fixed(ConvTranspose2Packed), default, At(DRelu1));

    // batchNorm1: gradient of the norm's scale and shift, 6x24x24
    BatchNorm1Gradient.Reduce(samples, At(ConvTranspose1), new(Fixed(BatchNorm1Mean), Fixed(BatchNorm1InverseDeviation), Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias)), At(DRelu1), At(BatchNorm1Sums), Gradient(Weights.BatchNorm1Weight), Gradient(Weights.BatchNorm1Bias));

    // batchNorm1: gradient of the norm's input, 6x24x24
    BatchNorm1Gradient.Apply(samples, At(ConvTranspose1), new(Fixed(BatchNorm1Mean), Fixed(BatchNorm1InverseDeviation), Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias)), At(DRelu1), Gradient(Weights.BatchNorm1Weight), Gradient(Weights.BatchNorm1Bias), At(DConvTranspose1));

    // convTranspose1: gradient of the bias, zero: the norm that follows takes it away
    Kernels::Zero.Gradient(Gradient(Weights.ConvTranspose1Bias), 16);

    // convTranspose1: gradient of the weights, 3x12x12
    ConvTranspose1WeightGradient.Run(samples, At(DConvTranspose1), At(Input), Gradient(Weights.ConvTranspose1Weight), scratch: Fixed(ConvTranspose1GradientScratch));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // convTranspose1: gradient of the input, by convolution, 6x24x24 -> 3x12x12
    ConvTranspose1DataGradient.Pack(Parameter(Weights.ConvTranspose1Weight), Fixed(ConvTranspose1Packed));
    ConvTranspose1DataGradient.Forward(samples, At(DConvTranspose1), Fixed(ConvTranspose1Packed), default, At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
    BatchNorm1Statistics.UpdateRunning(samples, Fixed(BatchNorm1Mean), Fixed(BatchNorm1Variance), Parameter(Weights.BatchNorm1RunningMean), Parameter(Weights.BatchNorm1RunningVar));
}
