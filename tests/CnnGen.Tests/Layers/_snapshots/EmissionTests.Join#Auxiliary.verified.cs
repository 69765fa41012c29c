// [Conv(8, 1), ReLU] Features;
// [Auxiliary(0.3), GlobalAvgPool, Linear(10)] Hint;
// [From(nameof(Features)), GlobalMaxPool, Linear(10)] Scores;

// Predictor
partial void PrepareSteps()
{
    FeaturesConvForward.Pack(Parameter(Weights.FeaturesConvWeight), Fixed(FeaturesConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.FeaturesConvBias), Fixed(FeaturesConvPackedBias), 16);
    ScoresLinearForward.Pack(Parameter(Weights.ScoresLinearWeight), Fixed(ScoresLinearPacked));
    Kernels::Transfer.Copy(Parameter(Weights.ScoresLinearBias), Fixed(ScoresLinearPackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // Features.conv: 1x1 convolution, bias, ReLU, 3x12x12 -> 8x12x12
    FeaturesConvForward.Forward(samples, At(Input), Fixed(FeaturesConvPacked), Fixed(FeaturesConvPackedBias), At(FeaturesRelu));

    // Scores.globalMaxPool: global max pooling, 8x12x12 -> 8
    ScoresGlobalMaxPoolForward.Forward(samples, At(FeaturesRelu), At(ScoresGlobalMaxPool));

    // Scores.linear: linear, bias, 8 -> 10
    ScoresLinearForward.Forward(samples, At(ScoresGlobalMaxPool), Fixed(ScoresLinearPacked), Fixed(ScoresLinearPackedBias), At(ScoresLinear));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // Features.conv: 1x1 convolution, bias, ReLU, 3x12x12 -> 8x12x12
    FeaturesConvForward.Forward(samples, At(Input), Parameter(Weights.FeaturesConvWeight), Parameter(Weights.FeaturesConvBias), At(FeaturesRelu));

    // Hint.globalAvgPool: global average pooling, 8x12x12 -> 8
    HintGlobalAvgPoolForward.Forward(samples, At(FeaturesRelu), At(HintGlobalAvgPool));

    // Hint.linear: linear, bias, 8 -> 10
    HintLinearForward.Forward(samples, At(HintGlobalAvgPool), Parameter(Weights.HintLinearWeight), Parameter(Weights.HintLinearBias), At(HintLinear));

    // Hint.loss: 0.3 times softmax and cross entropy, 10
    loss = HintLossForward.Run(samples, At(HintLinear), Labels, At(DHintLinear));

    // Scores.globalMaxPool: global max pooling, 8x12x12 -> 8
    ScoresGlobalMaxPoolForward.Forward(samples, At(FeaturesRelu), At(ScoresGlobalMaxPool), At(ScoresGlobalMaxPoolWinners));

    // Scores.linear: linear, bias, 8 -> 10
    ScoresLinearForward.Forward(samples, At(ScoresGlobalMaxPool), Parameter(Weights.ScoresLinearWeight), Parameter(Weights.ScoresLinearBias), At(ScoresLinear));

    // Scores.loss: softmax and cross entropy, 10
    loss += ScoresLossForward.Run(samples, At(ScoresLinear), Labels, At(DScoresLinear));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // Scores.linear: gradient of weights and bias, 8
    ScoresLinearWeightGradient.Run(samples, At(ScoresGlobalMaxPool), At(DScoresLinear), Gradient(Weights.ScoresLinearWeight), Gradient(Weights.ScoresLinearBias));

    // Scores.linear: gradient of the input, by turned filters, 10 -> 8
    ScoresLinearDataGradient.Pack(Parameter(Weights.ScoresLinearWeight), Fixed(ScoresLinearTurned));
    ScoresLinearDataGradient.Run(samples, At(DScoresLinear), Fixed(ScoresLinearTurned), At(DScoresGlobalMaxPool));

    // Scores.globalMaxPool: gradient to the winners, 8 -> 8x12x12
    ScoresGlobalMaxPoolGradient.Backward(samples, At(DScoresGlobalMaxPool), At(ScoresGlobalMaxPoolWinners), At(DFeaturesReluFromScoresGlobalMaxPool));

    // Hint.linear: gradient of weights and bias, 8
    HintLinearWeightGradient.Run(samples, At(HintGlobalAvgPool), At(DHintLinear), Gradient(Weights.HintLinearWeight), Gradient(Weights.HintLinearBias));

    // Hint.linear: gradient of the input, by turned filters, 10 -> 8
    HintLinearDataGradient.Pack(Parameter(Weights.HintLinearWeight), Fixed(HintLinearTurned));
    HintLinearDataGradient.Run(samples, At(DHintLinear), Fixed(HintLinearTurned), At(DHintGlobalAvgPool));

    // Hint.globalAvgPool: gradient shared out over the window, 8 -> 8x12x12
    HintGlobalAvgPoolGradient.Backward(samples, At(DHintGlobalAvgPool), At(DFeaturesReluFromHintGlobalAvgPool));

    // Features.conv.gradient: sum of 2 maps, 8x12x12
    FeaturesConvGradientSum.Run(samples, At(DFeaturesReluFromScoresGlobalMaxPool), At(DFeaturesReluFromHintGlobalAvgPool), At(DFeaturesRelu));

    // Features.conv: gradient through the ReLU, 8x12x12
    FeaturesConvActivationGradient.Run(samples, At(FeaturesRelu), At(DFeaturesRelu), At(DFeaturesReluInner));

    // Features.conv: gradient of weights and bias, 3x12x12
    FeaturesConvWeightGradient.Run(samples, At(Input), At(DFeaturesReluInner), Gradient(Weights.FeaturesConvWeight), Gradient(Weights.FeaturesConvBias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // Features.conv: gradient of the input, by turned filters, 8x12x12 -> 3x12x12
    FeaturesConvDataGradient.Pack(Parameter(Weights.FeaturesConvWeight), Fixed(FeaturesConvTurned));
    FeaturesConvDataGradient.Run(samples, At(DFeaturesReluInner), Fixed(FeaturesConvTurned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
