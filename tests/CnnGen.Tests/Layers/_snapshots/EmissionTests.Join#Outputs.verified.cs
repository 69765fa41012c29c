// [Conv(8, 1), ReLU, GlobalAvgPool] Features;
// [Auxiliary(0.3), From(nameof(Features)), Linear(3)] Hint;
// [From(nameof(Features)), Linear(3)] Colour;
// [From(nameof(Features)), Linear(10)] Scores;

// Predictor
partial void PrepareSteps()
{
    FeaturesConvForward.Pack(Parameter(Weights.FeaturesConvWeight), Fixed(FeaturesConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.FeaturesConvBias), Fixed(FeaturesConvPackedBias), 16);
    ColourLinearForward.Pack(Parameter(Weights.ColourLinearWeight), Fixed(ColourLinearPacked));
    Kernels::Transfer.Copy(Parameter(Weights.ColourLinearBias), Fixed(ColourLinearPackedBias), 16);
    ScoresLinearForward.Pack(Parameter(Weights.ScoresLinearWeight), Fixed(ScoresLinearPacked));
    Kernels::Transfer.Copy(Parameter(Weights.ScoresLinearBias), Fixed(ScoresLinearPackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // Features.conv: 1x1 convolution, bias, ReLU, 3x12x12 -> 8x12x12
    FeaturesConvForward.Forward(samples, At(Input), Fixed(FeaturesConvPacked), Fixed(FeaturesConvPackedBias), At(FeaturesRelu));

    // Features.globalAvgPool: global average pooling, 8x12x12 -> 8
    FeaturesGlobalAvgPoolForward.Forward(samples, At(FeaturesRelu), At(FeaturesGlobalAvgPool));

    // Colour.linear: linear, bias, 8 -> 3
    ColourLinearForward.Forward(samples, At(FeaturesGlobalAvgPool), Fixed(ColourLinearPacked), Fixed(ColourLinearPackedBias), At(ColourLinear));

    // Scores.linear: linear, bias, 8 -> 10
    ScoresLinearForward.Forward(samples, At(FeaturesGlobalAvgPool), Fixed(ScoresLinearPacked), Fixed(ScoresLinearPackedBias), At(ScoresLinear));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // Features.conv: 1x1 convolution, bias, ReLU, 3x12x12 -> 8x12x12
    FeaturesConvForward.Forward(samples, At(Input), Parameter(Weights.FeaturesConvWeight), Parameter(Weights.FeaturesConvBias), At(FeaturesRelu));

    // Features.globalAvgPool: global average pooling, 8x12x12 -> 8
    FeaturesGlobalAvgPoolForward.Forward(samples, At(FeaturesRelu), At(FeaturesGlobalAvgPool));

    // Hint.linear: linear, bias, 8 -> 3
    HintLinearForward.Forward(samples, At(FeaturesGlobalAvgPool), Parameter(Weights.HintLinearWeight), Parameter(Weights.HintLinearBias), At(HintLinear));

    // Hint.loss: 0.3 times softmax and cross entropy, 3
    loss = HintLossForward.Run(samples, At(HintLinear), LabelsOf(0), At(DHintLinear));

    // Colour.linear: linear, bias, 8 -> 3
    ColourLinearForward.Forward(samples, At(FeaturesGlobalAvgPool), Parameter(Weights.ColourLinearWeight), Parameter(Weights.ColourLinearBias), At(ColourLinear));

    // Colour.loss: softmax and cross entropy, 3
    loss += ColourLossForward.Run(samples, At(ColourLinear), LabelsOf(0), At(DColourLinear));

    // Scores.linear: linear, bias, 8 -> 10
    ScoresLinearForward.Forward(samples, At(FeaturesGlobalAvgPool), Parameter(Weights.ScoresLinearWeight), Parameter(Weights.ScoresLinearBias), At(ScoresLinear));

    // Scores.loss: softmax and cross entropy, 10
    loss += ScoresLossForward.Run(samples, At(ScoresLinear), LabelsOf(1), At(DScoresLinear));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // Scores.linear: gradient of weights and bias, 8
    ScoresLinearWeightGradient.Run(samples, At(FeaturesGlobalAvgPool), At(DScoresLinear), Gradient(Weights.ScoresLinearWeight), Gradient(Weights.ScoresLinearBias));

    // Scores.linear: gradient of the input, by turned filters, 10 -> 8
    ScoresLinearDataGradient.Pack(Parameter(Weights.ScoresLinearWeight), Fixed(ScoresLinearTurned));
    ScoresLinearDataGradient.Run(samples, At(DScoresLinear), Fixed(ScoresLinearTurned), At(DFeaturesGlobalAvgPoolFromScoresLinear));

    // Colour.linear: gradient of weights and bias, 8
    ColourLinearWeightGradient.Run(samples, At(FeaturesGlobalAvgPool), At(DColourLinear), Gradient(Weights.ColourLinearWeight), Gradient(Weights.ColourLinearBias));

    // Colour.linear: gradient of the input, by turned filters, 3 -> 8
    ColourLinearDataGradient.Pack(Parameter(Weights.ColourLinearWeight), Fixed(ColourLinearTurned));
    ColourLinearDataGradient.Run(samples, At(DColourLinear), Fixed(ColourLinearTurned), At(DFeaturesGlobalAvgPoolFromColourLinear));

    // Hint.linear: gradient of weights and bias, 8
    HintLinearWeightGradient.Run(samples, At(FeaturesGlobalAvgPool), At(DHintLinear), Gradient(Weights.HintLinearWeight), Gradient(Weights.HintLinearBias));

    // Hint.linear: gradient of the input, by turned filters, 3 -> 8
    HintLinearDataGradient.Pack(Parameter(Weights.HintLinearWeight), Fixed(HintLinearTurned));
    HintLinearDataGradient.Run(samples, At(DHintLinear), Fixed(HintLinearTurned), At(DFeaturesGlobalAvgPoolFromHintLinear));

    // Features.globalAvgPool.gradient: sum of 3 maps, 8
    FeaturesGlobalAvgPoolGradient1Sum.Run(samples, At(DFeaturesGlobalAvgPoolFromScoresLinear), At(DFeaturesGlobalAvgPoolFromColourLinear), At(DFeaturesGlobalAvgPool));
    FeaturesGlobalAvgPoolGradient2Sum.Run(samples, At(DFeaturesGlobalAvgPool), At(DFeaturesGlobalAvgPoolFromHintLinear), At(DFeaturesGlobalAvgPool));

    // Features.globalAvgPool: gradient shared out over the window, 8 -> 8x12x12
    FeaturesGlobalAvgPoolGradient.Backward(samples, At(DFeaturesGlobalAvgPool), At(DFeaturesRelu));

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
