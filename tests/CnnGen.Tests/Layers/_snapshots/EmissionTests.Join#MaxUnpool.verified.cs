// [MaxPool(3, stride: 2, padding: 1)] Down;
// [MaxUnpool(nameof(Down)), Conv(4, 1), MeanSquaredError] Scores;

// Predictor
partial void PrepareSteps()
{
    ScoresConvForward.Pack(Parameter(Weights.ScoresConvWeight), Fixed(ScoresConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.ScoresConvBias), Fixed(ScoresConvPackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // Down.maxPool: 3x3 max pooling, stride 2, padding 1, 3x12x12 -> 3x6x6
    DownMaxPoolForward.Forward(samples, At(Input), At(DownMaxPool), At(DownMaxPoolWinners));

    // Scores.maxUnpool: max unpooling to the winners of Down.maxPool, 3x6x6 -> 3x12x12
    ScoresMaxUnpoolForward.Forward(samples, At(DownMaxPool), At(DownMaxPoolWinners), At(ScoresMaxUnpool));

    // Scores.conv: 1x1 convolution, bias, 3x12x12 -> 4x12x12
    ScoresConvForward.Forward(samples, At(ScoresMaxUnpool), Fixed(ScoresConvPacked), Fixed(ScoresConvPackedBias), At(ScoresConv));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // Down.maxPool: 3x3 max pooling, stride 2, padding 1, 3x12x12 -> 3x6x6
    DownMaxPoolForward.Forward(samples, At(Input), At(DownMaxPool), At(DownMaxPoolWinners));

    // Scores.maxUnpool: max unpooling to the winners of Down.maxPool, 3x6x6 -> 3x12x12
    ScoresMaxUnpoolForward.Forward(samples, At(DownMaxPool), At(DownMaxPoolWinners), At(ScoresMaxUnpool));

    // Scores.conv: 1x1 convolution, bias, 3x12x12 -> 4x12x12
    ScoresConvForward.Forward(samples, At(ScoresMaxUnpool), Parameter(Weights.ScoresConvWeight), Parameter(Weights.ScoresConvBias), At(ScoresConv));

    // loss: mean squared error, 4x12x12
    loss = LossForward.Run(samples, At(ScoresConv), Targets, At(DScoresConv));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // Scores.conv: gradient of weights and bias, 3x12x12
    ScoresConvWeightGradient.Run(samples, At(ScoresMaxUnpool), At(DScoresConv), Gradient(Weights.ScoresConvWeight), Gradient(Weights.ScoresConvBias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // Scores.conv: gradient of the input, by turned filters, 4x12x12 -> 3x12x12
    ScoresConvDataGradient.Pack(Parameter(Weights.ScoresConvWeight), Fixed(ScoresConvTurned));
    ScoresConvDataGradient.Run(samples, At(DScoresConv), Fixed(ScoresConvTurned), At(DScoresMaxUnpool));

    // Scores.maxUnpool: gradient at the winners, 3x12x12 -> 3x6x6
    ScoresMaxUnpoolGradient.Backward(samples, At(DScoresMaxUnpool), At(DownMaxPoolWinners), At(DDownMaxPool));

    // Down.maxPool: gradient to the winners, 3x6x6 -> 3x12x12
    DownMaxPoolGradient.Run(samples, At(DownMaxPool), At(DDownMaxPool), At(DownMaxPoolWinners), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
