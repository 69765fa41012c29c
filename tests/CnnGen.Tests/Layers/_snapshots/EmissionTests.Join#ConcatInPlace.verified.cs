// [From(Stage.Input), Conv(16, 1)] Wide;
// [From(Stage.Input), Conv(32, 3, padding: 1)] Deep;
// [Concat(nameof(Wide), nameof(Deep)), Conv(4, 1), MeanSquaredError] Scores;

// Predictor
partial void PrepareSteps()
{
    WideConvForward.Pack(Parameter(Weights.WideConvWeight), Fixed(WideConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.WideConvBias), Fixed(WideConvPackedBias), 16);
    DeepConvForward.Pack(Parameter(Weights.DeepConvWeight), Fixed(DeepConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.DeepConvBias), Fixed(DeepConvPackedBias), 32);
    ScoresConvForward.Pack(Parameter(Weights.ScoresConvWeight), Fixed(ScoresConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.ScoresConvBias), Fixed(ScoresConvPackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // the input's zero border: its memory is used again further down
    Kernels::Zero.Border(InputMap, samples, At(Input));

    // Wide.conv: 1x1 convolution, bias, 3x12x12 -> 16x12x12
    WideConvForward.Forward(samples, At(Input), Fixed(WideConvPacked), Fixed(WideConvPackedBias), At(ScoresConcat));

    // Deep.conv: 3x3 convolution, padding 1, bias, 3x12x12 -> 32x12x12
    DeepConvForward.Forward(samples, At(Input), Fixed(DeepConvPacked), Fixed(DeepConvPackedBias), At(ScoresConcat) + 16);

    // Scores.conv: 1x1 convolution, bias, 48x12x12 -> 4x12x12
    ScoresConvForward.Forward(samples, At(ScoresConcat), Fixed(ScoresConvPacked), Fixed(ScoresConvPackedBias), At(ScoresConv));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // the input's zero border: its memory is used again further down
    Kernels::Zero.Border(InputMap, samples, At(Input));

    // Wide.conv: 1x1 convolution, bias, 3x12x12 -> 16x12x12
    WideConvForward.Forward(samples, At(Input), Parameter(Weights.WideConvWeight), Parameter(Weights.WideConvBias), At(ScoresConcat));

    // Deep.conv: 3x3 convolution, padding 1, bias, 3x12x12 -> 32x12x12
    DeepConvForward.Forward(samples, At(Input), Parameter(Weights.DeepConvWeight), Parameter(Weights.DeepConvBias), At(ScoresConcat) + 16);

    // Scores.conv: 1x1 convolution, bias, 48x12x12 -> 4x12x12
    ScoresConvForward.Forward(samples, At(ScoresConcat), Parameter(Weights.ScoresConvWeight), Parameter(Weights.ScoresConvBias), At(ScoresConv));

    // loss: mean squared error, 4x12x12
    loss = LossForward.Run(samples, At(ScoresConv), Targets, At(DScoresConv));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // Scores.conv: gradient of weights and bias, 48x12x12
    ScoresConvWeightGradient.Run(samples, At(ScoresConcat), At(DScoresConv), Gradient(Weights.ScoresConvWeight), Gradient(Weights.ScoresConvBias));

    // Scores.conv: gradient of the input, by turned filters, 4x12x12 -> 48x12x12
    Kernels::Zero.Border(DScoresConcatMap, samples, At(DScoresConcat));
    ScoresConvDataGradient.Pack(Parameter(Weights.ScoresConvWeight), Fixed(ScoresConvTurned));
    ScoresConvDataGradient.Run(samples, At(DScoresConv), Fixed(ScoresConvTurned), At(DScoresConcat));

    // Deep.conv: gradient of weights and bias, 3x12x12
    DeepConvWeightGradient.Run(samples, At(Input), At(DScoresConcat) + 16, Gradient(Weights.DeepConvWeight), Gradient(Weights.DeepConvBias));

    // Wide.conv: gradient of weights and bias, 3x12x12
    WideConvWeightGradient.Run(samples, At(Input), At(DScoresConcat), Gradient(Weights.WideConvWeight), Gradient(Weights.WideConvBias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // Deep.conv: gradient of the input, by turned filters and Winograd F(4x4, 3x3), 32x12x12 -> 3x12x12
    DeepConvDataGradient.Pack(Parameter(Weights.DeepConvWeight), Fixed(DeepConvTurned));
    DeepConvDataGradient.Run(samples, At(DScoresConcat) + 16, Fixed(DeepConvTurned), default, At(DInputFromDeepConv));

    // Wide.conv: gradient of the input, by turned filters, plus DInputFromDeepConv, 16x12x12 -> 3x12x12
    WideConvDataGradient.Pack(Parameter(Weights.WideConvWeight), Fixed(WideConvTurned));
    WideConvDataGradient.Run(samples, At(DScoresConcat), Fixed(WideConvTurned), At(DInput), added: At(DInputFromDeepConv));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
