// [Conv(16, 1)] Wide;
// [Conv(16, 3, padding: 1)] Deep;
// [Add(nameof(Wide), nameof(Deep)), ReLU, MeanSquaredError] Scores;

// Predictor
partial void PrepareSteps()
{
    WideConvForward.Pack(Parameter(Weights.WideConvWeight), Fixed(WideConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.WideConvBias), Fixed(WideConvPackedBias), 16);
    DeepConvForward.Pack(Parameter(Weights.DeepConvWeight), Fixed(DeepConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.DeepConvBias), Fixed(DeepConvPackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // Wide.conv: 1x1 convolution, bias, 3x12x12 -> 16x12x12
    WideConvForward.Forward(samples, At(Input), Fixed(WideConvPacked), Fixed(WideConvPackedBias), At(WideConv));

    // Deep.conv: 3x3 convolution, padding 1, bias, plus WideConv, ReLU, by Winograd F(4x4, 3x3), 16x12x12
    DeepConvForward.Run(samples, At(WideConv), Fixed(DeepConvPacked), Fixed(DeepConvPackedBias), At(ScoresRelu), added: At(WideConv));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // Wide.conv: 1x1 convolution, bias, 3x12x12 -> 16x12x12
    Kernels::Zero.Border(WideConvMap, samples, At(WideConv));
    WideConvForward.Forward(samples, At(Input), Parameter(Weights.WideConvWeight), Parameter(Weights.WideConvBias), At(WideConv));

    // Deep.conv: 3x3 convolution, padding 1, bias, by Winograd F(4x4, 3x3), 16x12x12
    DeepConvForward.Pack(Parameter(Weights.DeepConvWeight), Fixed(DeepConvPacked));
    DeepConvForward.Run(samples, At(WideConv), Fixed(DeepConvPacked), Parameter(Weights.DeepConvBias), At(DeepConv));

    // Scores.add: sum of 2 maps, ReLU, 16x12x12
    ScoresAddSum.Run(samples, At(WideConv), At(DeepConv), At(ScoresRelu));

    // loss: mean squared error, 16x12x12
    loss = LossForward.Run(samples, At(ScoresRelu), Targets, At(DScoresRelu));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // Scores.add: gradient through the ReLU, 16x12x12
    Kernels::Zero.Border(DScoresReluInnerMap, samples, At(DScoresReluInner));
    ScoresAddActivationGradient.Run(samples, At(ScoresRelu), At(DScoresRelu), At(DScoresReluInner));

    // Deep.conv: gradient of weights and bias, by Winograd F(4x4, 3x3), 16x12x12
    DeepConvWeightGradient.Run(samples, At(WideConv), At(DScoresReluInner), Fixed(DeepConvGradientSums), Gradient(Weights.DeepConvWeight), Gradient(Weights.DeepConvBias));

    // Deep.conv: gradient of the input, by turned filters and Winograd F(4x4, 3x3), plus DScoresReluInner, 16x12x12
    DeepConvDataGradient.Pack(Parameter(Weights.DeepConvWeight), Fixed(DeepConvTurned));
    DeepConvDataGradient.Run(samples, At(DScoresReluInner), Fixed(DeepConvTurned), default, At(DWideConv), added: At(DScoresReluInner));

    // Wide.conv: gradient of weights and bias, 3x12x12
    WideConvWeightGradient.Run(samples, At(Input), At(DWideConv), Gradient(Weights.WideConvWeight), Gradient(Weights.WideConvBias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // Wide.conv: gradient of the input, by turned filters, 16x12x12 -> 3x12x12
    WideConvDataGradient.Pack(Parameter(Weights.WideConvWeight), Fixed(WideConvTurned));
    WideConvDataGradient.Run(samples, At(DWideConv), Fixed(WideConvTurned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
