// [Conv(8, 1), BatchNorm, ReLU, MaxPool(3, stride: 2, padding: 1), Linear(10)]

// Predictor
partial void PrepareSteps()
{
    BatchNorm1Fold.Fold(Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias), Parameter(Weights.BatchNorm1RunningMean), Parameter(Weights.BatchNorm1RunningVar), Parameter(Weights.Conv1Bias), Fixed(Conv1Scale), Fixed(Conv1PackedBias));
    Conv1Forward.Pack(Parameter(Weights.Conv1Weight), Fixed(Conv1Packed), Fixed(Conv1Scale));
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Kernels::Transfer.Copy(Parameter(Weights.Linear1Bias), Fixed(Linear1PackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // conv1: 1x1 convolution, bias, batch norm folded in, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Fixed(Conv1Packed), Fixed(Conv1PackedBias), At(BatchNorm1));

    // maxPool1: ReLU, then 3x3 max pooling, stride 2, padding 1, 8x12x12 -> 8x6x6
    MaxPool1Forward.Forward(samples, At(BatchNorm1), At(MaxPool1));

    // linear1: linear of the flattened map, bias, 8x6x6 -> 10
    Linear1Forward.Forward(samples, At(MaxPool1), Fixed(Linear1Packed), Fixed(Linear1PackedBias), At(Linear1));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // conv1: 1x1 convolution, bias, batch statistics gathered, 3x12x12 -> 8x12x12
    Conv1Forward.Forward(samples, At(Input), Parameter(Weights.Conv1Weight), Parameter(Weights.Conv1Bias), At(Conv1), At(BatchNorm1Partials));

    // batchNorm1: batch norm, ReLU, 3x3 max pooling, stride 2, padding 1, 8x12x12 -> 8x6x6
    BatchNorm1Statistics.Finish(samples, At(BatchNorm1Partials), Fixed(BatchNorm1Mean), Fixed(BatchNorm1Variance), Fixed(BatchNorm1InverseDeviation));
    BatchNorm1Forward.Forward(samples, At(Conv1), new(Fixed(BatchNorm1Mean), Fixed(BatchNorm1InverseDeviation), Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias)), At(MaxPool1), At(BatchNorm1Winners));

    // linear1: linear of the flattened map, bias, 8x6x6 -> 10
    Linear1Forward.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Packed));
    Linear1Forward.Forward(samples, At(MaxPool1), Fixed(Linear1Packed), Parameter(Weights.Linear1Bias), At(Linear1));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(Linear1), Labels, At(DLinear1));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // linear1: gradient of weights and bias, 8x6x6
    Linear1WeightGradient.Run(samples, At(MaxPool1), At(DLinear1), Gradient(Weights.Linear1Weight), Gradient(Weights.Linear1Bias));

    // linear1: gradient of the input, by turned filters, 10 -> 8x6x6
    Linear1DataGradient.Pack(Parameter(Weights.Linear1Weight), Fixed(Linear1Turned));
    Linear1DataGradient.Run(samples, At(DLinear1), Fixed(Linear1Turned), At(DMaxPool1));

    // batchNorm1: gradient of the norm's scale and shift, 8x12x12
    BatchNorm1Gradient.Reduce(samples, At(Conv1), new(Fixed(BatchNorm1Mean), Fixed(BatchNorm1InverseDeviation), Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias)), At(DMaxPool1), At(BatchNorm1Winners), At(BatchNorm1Sums), Gradient(Weights.BatchNorm1Weight), Gradient(Weights.BatchNorm1Bias));

    // batchNorm1: gradient of the norm's input, 8x12x12
    BatchNorm1Gradient.Apply(samples, At(Conv1), new(Fixed(BatchNorm1Mean), Fixed(BatchNorm1InverseDeviation), Parameter(Weights.BatchNorm1Weight), Parameter(Weights.BatchNorm1Bias)), At(DMaxPool1), At(BatchNorm1Winners), Gradient(Weights.BatchNorm1Weight), Gradient(Weights.BatchNorm1Bias), At(DConv1));

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
