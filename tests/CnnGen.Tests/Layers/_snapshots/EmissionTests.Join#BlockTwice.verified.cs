// [Block<IUnit>(8, Repeat = 2)] Features;
// [GlobalAvgPool, Linear(10)] Scores;

// Predictor
partial void PrepareSteps()
{
    FeaturesUnit1BatchNorm1Fold.Fold(Parameter(Weights.FeaturesUnit1BatchNorm1Weight), Parameter(Weights.FeaturesUnit1BatchNorm1Bias), Parameter(Weights.FeaturesUnit1BatchNorm1RunningMean), Parameter(Weights.FeaturesUnit1BatchNorm1RunningVar), default, Fixed(FeaturesUnit1Conv1Scale), Fixed(FeaturesUnit1Conv1PackedBias));
    FeaturesUnit1Conv1Forward.Pack(Parameter(Weights.FeaturesUnit1Conv1Weight), Fixed(FeaturesUnit1Conv1Packed), Fixed(FeaturesUnit1Conv1Scale));
    FeaturesUnit2BatchNorm1Fold.Fold(Parameter(Weights.FeaturesUnit2BatchNorm1Weight), Parameter(Weights.FeaturesUnit2BatchNorm1Bias), Parameter(Weights.FeaturesUnit2BatchNorm1RunningMean), Parameter(Weights.FeaturesUnit2BatchNorm1RunningVar), default, Fixed(FeaturesUnit2Conv1Scale), Fixed(FeaturesUnit2Conv1PackedBias));
    FeaturesUnit2Conv1Forward.Pack(Parameter(Weights.FeaturesUnit2Conv1Weight), Fixed(FeaturesUnit2Conv1Packed), Fixed(FeaturesUnit2Conv1Scale));
    ScoresLinearForward.Pack(Parameter(Weights.ScoresLinearWeight), Fixed(ScoresLinearPacked));
    Kernels::Transfer.Copy(Parameter(Weights.ScoresLinearBias), Fixed(ScoresLinearPackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // the input's zero border: its memory is used again further down
    Kernels::Zero.Border(InputMap, samples, At(Input));

    // Features.unit1.conv1: 3x3 convolution, padding 1, batch norm folded in, ReLU, 3x12x12 -> 8x12x12
    Kernels::Zero.Border(FeaturesUnit1Relu1Map, samples, At(FeaturesUnit1Relu1));
    FeaturesUnit1Conv1Forward.Forward(samples, At(Input), Fixed(FeaturesUnit1Conv1Packed), Fixed(FeaturesUnit1Conv1PackedBias), At(FeaturesUnit1Relu1));

    // Features.unit2.conv1: 3x3 convolution, padding 1, batch norm folded in, ReLU, 8x12x12
    FeaturesUnit2Conv1Forward.Forward(samples, At(FeaturesUnit1Relu1), Fixed(FeaturesUnit2Conv1Packed), Fixed(FeaturesUnit2Conv1PackedBias), At(FeaturesUnit2Relu1));

    // Scores.globalAvgPool: global average pooling, 8x12x12 -> 8
    ScoresGlobalAvgPoolForward.Forward(samples, At(FeaturesUnit2Relu1), At(ScoresGlobalAvgPool));

    // Scores.linear: linear, bias, 8 -> 10
    ScoresLinearForward.Forward(samples, At(ScoresGlobalAvgPool), Fixed(ScoresLinearPacked), Fixed(ScoresLinearPackedBias), At(ScoresLinear));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // Features.unit1.conv1: 3x3 convolution, padding 1, batch statistics gathered, 3x12x12 -> 8x12x12
    FeaturesUnit1Conv1Forward.Pack(Parameter(Weights.FeaturesUnit1Conv1Weight), Fixed(FeaturesUnit1Conv1Packed));
    FeaturesUnit1Conv1Forward.Forward(samples, At(Input), Fixed(FeaturesUnit1Conv1Packed), default, At(FeaturesUnit1Conv1), At(FeaturesUnit1BatchNorm1Partials));

    // Features.unit1.batchNorm1: batch norm, ReLU, 8x12x12
    Kernels::Zero.Border(FeaturesUnit1Relu1Map, samples, At(FeaturesUnit1Relu1));
    FeaturesUnit1BatchNorm1Statistics.Finish(samples, At(FeaturesUnit1BatchNorm1Partials), Fixed(FeaturesUnit1BatchNorm1Mean), Fixed(FeaturesUnit1BatchNorm1Variance), Fixed(FeaturesUnit1BatchNorm1InverseDeviation));
    FeaturesUnit1BatchNorm1Forward.Forward(samples, At(FeaturesUnit1Conv1), new(Fixed(FeaturesUnit1BatchNorm1Mean), Fixed(FeaturesUnit1BatchNorm1InverseDeviation), Parameter(Weights.FeaturesUnit1BatchNorm1Weight), Parameter(Weights.FeaturesUnit1BatchNorm1Bias)), At(FeaturesUnit1Relu1));

    // Features.unit2.conv1: 3x3 convolution, padding 1, batch statistics gathered, 8x12x12
    Kernels::Zero.Border(FeaturesUnit2Conv1Map, samples, At(FeaturesUnit2Conv1));
    FeaturesUnit2Conv1Forward.Pack(Parameter(Weights.FeaturesUnit2Conv1Weight), Fixed(FeaturesUnit2Conv1Packed));
    FeaturesUnit2Conv1Forward.Forward(samples, At(FeaturesUnit1Relu1), Fixed(FeaturesUnit2Conv1Packed), default, At(FeaturesUnit2Conv1), At(FeaturesUnit2BatchNorm1Partials));

    // Features.unit2.batchNorm1: batch norm, ReLU, 8x12x12
    FeaturesUnit2BatchNorm1Statistics.Finish(samples, At(FeaturesUnit2BatchNorm1Partials), Fixed(FeaturesUnit2BatchNorm1Mean), Fixed(FeaturesUnit2BatchNorm1Variance), Fixed(FeaturesUnit2BatchNorm1InverseDeviation));
    FeaturesUnit2BatchNorm1Forward.Forward(samples, At(FeaturesUnit2Conv1), new(Fixed(FeaturesUnit2BatchNorm1Mean), Fixed(FeaturesUnit2BatchNorm1InverseDeviation), Parameter(Weights.FeaturesUnit2BatchNorm1Weight), Parameter(Weights.FeaturesUnit2BatchNorm1Bias)), At(FeaturesUnit2Relu1));

    // Scores.globalAvgPool: global average pooling, 8x12x12 -> 8
    ScoresGlobalAvgPoolForward.Forward(samples, At(FeaturesUnit2Relu1), At(ScoresGlobalAvgPool));

    // Scores.linear: linear, bias, 8 -> 10
    ScoresLinearForward.Forward(samples, At(ScoresGlobalAvgPool), Parameter(Weights.ScoresLinearWeight), Parameter(Weights.ScoresLinearBias), At(ScoresLinear));

    // loss: softmax and cross entropy, 10
    loss = LossForward.Run(samples, At(ScoresLinear), Labels, At(DScoresLinear));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // Scores.linear: gradient of weights and bias, 8
    ScoresLinearWeightGradient.Run(samples, At(ScoresGlobalAvgPool), At(DScoresLinear), Gradient(Weights.ScoresLinearWeight), Gradient(Weights.ScoresLinearBias));

    // Scores.linear: gradient of the input, by turned filters, 10 -> 8
    ScoresLinearDataGradient.Pack(Parameter(Weights.ScoresLinearWeight), Fixed(ScoresLinearTurned));
    ScoresLinearDataGradient.Run(samples, At(DScoresLinear), Fixed(ScoresLinearTurned), At(DScoresGlobalAvgPool));

    // Scores.globalAvgPool: gradient shared out over the window, 8 -> 8x12x12
    ScoresGlobalAvgPoolGradient.Backward(samples, At(DScoresGlobalAvgPool), At(DFeaturesUnit2Relu1));

    // Features.unit2.batchNorm1: gradient of the norm's scale and shift, 8x12x12
    FeaturesUnit2BatchNorm1Gradient.Reduce(samples, At(FeaturesUnit2Conv1), new(Fixed(FeaturesUnit2BatchNorm1Mean), Fixed(FeaturesUnit2BatchNorm1InverseDeviation), Parameter(Weights.FeaturesUnit2BatchNorm1Weight), Parameter(Weights.FeaturesUnit2BatchNorm1Bias)), At(DFeaturesUnit2Relu1), At(FeaturesUnit2BatchNorm1Sums), Gradient(Weights.FeaturesUnit2BatchNorm1Weight), Gradient(Weights.FeaturesUnit2BatchNorm1Bias));

    // Features.unit2.batchNorm1: gradient of the norm's input, 8x12x12
    FeaturesUnit2BatchNorm1Gradient.Apply(samples, At(FeaturesUnit2Conv1), new(Fixed(FeaturesUnit2BatchNorm1Mean), Fixed(FeaturesUnit2BatchNorm1InverseDeviation), Parameter(Weights.FeaturesUnit2BatchNorm1Weight), Parameter(Weights.FeaturesUnit2BatchNorm1Bias)), At(DFeaturesUnit2Relu1), Gradient(Weights.FeaturesUnit2BatchNorm1Weight), Gradient(Weights.FeaturesUnit2BatchNorm1Bias), At(DFeaturesUnit2Conv1));

    // Features.unit2.conv1: gradient of the weights, 8x12x12
    FeaturesUnit2Conv1WeightGradient.Run(samples, At(FeaturesUnit1Relu1), At(DFeaturesUnit2Conv1), Gradient(Weights.FeaturesUnit2Conv1Weight), scratch: Fixed(FeaturesUnit2Conv1GradientScratch));

    // Features.unit2.conv1: gradient of the input, by turned filters, 8x12x12
    Kernels::Zero.Border(DFeaturesUnit1Relu1Map, samples, At(DFeaturesUnit1Relu1));
    FeaturesUnit2Conv1DataGradient.Pack(Parameter(Weights.FeaturesUnit2Conv1Weight), Fixed(FeaturesUnit2Conv1Turned));
    FeaturesUnit2Conv1DataGradient.Run(samples, At(DFeaturesUnit2Conv1), Fixed(FeaturesUnit2Conv1Turned), At(DFeaturesUnit1Relu1));

    // Features.unit1.batchNorm1: gradient of the norm's scale and shift, 8x12x12
    FeaturesUnit1BatchNorm1Gradient.Reduce(samples, At(FeaturesUnit1Conv1), new(Fixed(FeaturesUnit1BatchNorm1Mean), Fixed(FeaturesUnit1BatchNorm1InverseDeviation), Parameter(Weights.FeaturesUnit1BatchNorm1Weight), Parameter(Weights.FeaturesUnit1BatchNorm1Bias)), At(DFeaturesUnit1Relu1), At(FeaturesUnit1BatchNorm1Sums), Gradient(Weights.FeaturesUnit1BatchNorm1Weight), Gradient(Weights.FeaturesUnit1BatchNorm1Bias));

    // Features.unit1.batchNorm1: gradient of the norm's input, 8x12x12
    FeaturesUnit1BatchNorm1Gradient.Apply(samples, At(FeaturesUnit1Conv1), new(Fixed(FeaturesUnit1BatchNorm1Mean), Fixed(FeaturesUnit1BatchNorm1InverseDeviation), Parameter(Weights.FeaturesUnit1BatchNorm1Weight), Parameter(Weights.FeaturesUnit1BatchNorm1Bias)), At(DFeaturesUnit1Relu1), Gradient(Weights.FeaturesUnit1BatchNorm1Weight), Gradient(Weights.FeaturesUnit1BatchNorm1Bias), At(DFeaturesUnit1Conv1));

    // Features.unit1.conv1: gradient of the weights, 3x12x12
    FeaturesUnit1Conv1WeightGradient.Run(samples, At(Input), At(DFeaturesUnit1Conv1), Gradient(Weights.FeaturesUnit1Conv1Weight), scratch: Fixed(FeaturesUnit1Conv1GradientScratch));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // Features.unit1.conv1: gradient of the input, by turned filters, 8x12x12 -> 3x12x12
    FeaturesUnit1Conv1DataGradient.Pack(Parameter(Weights.FeaturesUnit1Conv1Weight), Fixed(FeaturesUnit1Conv1Turned));
    FeaturesUnit1Conv1DataGradient.Run(samples, At(DFeaturesUnit1Conv1), Fixed(FeaturesUnit1Conv1Turned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
    FeaturesUnit1BatchNorm1Statistics.UpdateRunning(samples, Fixed(FeaturesUnit1BatchNorm1Mean), Fixed(FeaturesUnit1BatchNorm1Variance), Parameter(Weights.FeaturesUnit1BatchNorm1RunningMean), Parameter(Weights.FeaturesUnit1BatchNorm1RunningVar));
    FeaturesUnit2BatchNorm1Statistics.UpdateRunning(samples, Fixed(FeaturesUnit2BatchNorm1Mean), Fixed(FeaturesUnit2BatchNorm1Variance), Parameter(Weights.FeaturesUnit2BatchNorm1RunningMean), Parameter(Weights.FeaturesUnit2BatchNorm1RunningVar));
}
