// [Conv(8, 1), BatchNorm(0.2, 0.001), MeanSquaredError]

// Predictor
partial void PrepareSteps()
{
    BatchNorm1Fold.Fold(Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias), Parameter(Weights.BatchNorm1RunningMean), Parameter(Weights.BatchNorm1RunningVar), Parameter(Weights.Conv1Bias), Fixed(Conv1Scale), Fixed(Conv1PackedBias));
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed), Fixed(Conv1Scale));
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 1x1 convolution, bias, batch norm folded in, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Fixed(Conv1PackedBias), At(BatchNorm1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 1x1 convolution, bias, batch statistics gathered, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Parameter(Weights.Conv1Weight), Parameter(Weights.Conv1Bias), At(Conv1), At(BatchNorm1Partials));

    // batchNorm1: batch norm, 8x12x12
    BatchNorm1Statistics.Finish(samples, At(BatchNorm1Partials), Fixed(BatchNorm1Mean), Fixed(BatchNorm1Variance), Fixed(BatchNorm1InverseDeviation));
    BatchNorm1Forward.Forward(samples, At(Conv1), new(Fixed(BatchNorm1Mean), Fixed(BatchNorm1InverseDeviation), Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias)), At(BatchNorm1));

    // loss: mean squared error, 8x12x12
    loss = LossForward.Run(samples, At(BatchNorm1), Targets, At(DBatchNorm1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // batchNorm1: gradient of the norm's scale and shift, 8x12x12
    BatchNorm1Gradient.Reduce(samples, At(Conv1), new(Fixed(BatchNorm1Mean), Fixed(BatchNorm1InverseDeviation), Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias)), At(DBatchNorm1), At(BatchNorm1Sums), Gradient(Weights.BatchNorm1Weight), Gradient(Weights.BatchNorm1Bias));

    // batchNorm1: gradient of the norm's input, 8x12x12
    BatchNorm1Gradient.Apply(samples, At(Conv1), new(Fixed(BatchNorm1Mean), Fixed(BatchNorm1InverseDeviation), Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias)), At(DBatchNorm1), Gradient(Weights.BatchNorm1Weight), Gradient(Weights.BatchNorm1Bias), At(DConv1));

    // conv1: gradient of the bias, zero: the norm that follows takes it away
    Kernels::Zero.Gradient(Gradient(Weights.Conv1Bias), 16);

    // conv1: gradient of the weights, 3x12x12
    Conv1WeightGradient.Run(samples, At(Input), At(DConv1), Gradient(Weights.Conv1Weight));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // conv1: gradient of the input, by turned filters, 8x12x12 -> 3x12x12
    Conv1DataGradient.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Turned));
    Conv1DataGradient.Run(samples, At(DConv1), Fixed(Conv1Turned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
    BatchNorm1Statistics.UpdateRunning(samples, Fixed(BatchNorm1Mean), Fixed(BatchNorm1Variance), Parameter(Weights.BatchNorm1RunningMean), Parameter(Weights.BatchNorm1RunningVar));
}
