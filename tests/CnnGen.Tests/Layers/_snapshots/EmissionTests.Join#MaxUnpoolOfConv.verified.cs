// [Conv(8, 3, padding: 1), ReLU, MaxPool(2)] Down;
// [Conv(8, 3, padding: 1)] Deep;
// [MaxUnpool(nameof(Down)), Conv(4, 1), MeanSquaredError] Scores;

// Predictor
partial void PrepareSteps()
{
    DownConvForward.Pack(Parameter(Weights.DownConvWeight), Fixed(DownConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.DownConvBias), Fixed(DownConvPackedBias), 16);
    DeepConvForward.Pack(Parameter(Weights.DeepConvWeight), Fixed(DeepConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.DeepConvBias), Fixed(DeepConvPackedBias), 16);
    ScoresConvForward.Pack(Parameter(Weights.ScoresConvWeight), Fixed(ScoresConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.ScoresConvBias), Fixed(ScoresConvPackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // the input's zero border: its memory is used again further down
    Kernels::Zero.Border(InputMap, samples, At(Input));

    // Down.conv: 3x3 convolution, padding 1, bias, ReLU, 2x2 max pooling, 3x12x12 -> 8x6x6
    Kernels::Zero.Border(DownMaxPoolMap, samples, At(DownMaxPool));
    DownConvForward.Forward(samples, At(Input), Fixed(DownConvPacked), Fixed(DownConvPackedBias), At(DownMaxPool), At(DownMaxPoolWinners));

    // Deep.conv: 3x3 convolution, padding 1, bias, 8x6x6
    DeepConvForward.Forward(samples, At(DownMaxPool), Fixed(DeepConvPacked), Fixed(DeepConvPackedBias), At(DeepConv));

    // Scores.maxUnpool: max unpooling to the winners of Down.maxPool, 8x6x6 -> 8x12x12
    ScoresMaxUnpoolForward.Forward(samples, At(DeepConv), At(DownMaxPoolWinners), At(ScoresMaxUnpool));

    // Scores.conv: 1x1 convolution, bias, 8x12x12 -> 4x12x12
    ScoresConvForward.Forward(samples, At(ScoresMaxUnpool), Fixed(ScoresConvPacked), Fixed(ScoresConvPackedBias), At(ScoresConv));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // Down.conv: 3x3 convolution, padding 1, bias, ReLU, 2x2 max pooling, 3x12x12 -> 8x6x6
    DownConvForward.Pack(Parameter(Weights.DownConvWeight), Fixed(DownConvPacked));
    DownConvForward.Forward(samples, At(Input), Fixed(DownConvPacked), Parameter(Weights.DownConvBias), At(DownMaxPool), At(DownMaxPoolWinners));

    // Deep.conv: 3x3 convolution, padding 1, bias, 8x6x6
    DeepConvForward.Pack(Parameter(Weights.DeepConvWeight), Fixed(DeepConvPacked));
    DeepConvForward.Forward(samples, At(DownMaxPool), Fixed(DeepConvPacked), Parameter(Weights.DeepConvBias), At(DeepConv));

    // Scores.maxUnpool: max unpooling to the winners of Down.maxPool, 8x6x6 -> 8x12x12
    ScoresMaxUnpoolForward.Forward(samples, At(DeepConv), At(DownMaxPoolWinners), At(ScoresMaxUnpool));

    // Scores.conv: 1x1 convolution, bias, 8x12x12 -> 4x12x12
    ScoresConvForward.Forward(samples, At(ScoresMaxUnpool), Parameter(Weights.ScoresConvWeight), Parameter(Weights.ScoresConvBias), At(ScoresConv));

    // loss: mean squared error, 4x12x12
    loss = LossForward.Run(samples, At(ScoresConv), Targets, At(DScoresConv));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // Scores.conv: gradient of weights and bias, 8x12x12
    ScoresConvWeightGradient.Run(samples, At(ScoresMaxUnpool), At(DScoresConv), Gradient(Weights.ScoresConvWeight), Gradient(Weights.ScoresConvBias));

    // Scores.conv: gradient of the input, by turned filters, 4x12x12 -> 8x12x12
    ScoresConvDataGradient.Pack(Parameter(Weights.ScoresConvWeight), Fixed(ScoresConvTurned));
    ScoresConvDataGradient.Run(samples, At(DScoresConv), Fixed(ScoresConvTurned), At(DScoresMaxUnpool));

    // Scores.maxUnpool: gradient at the winners, 8x12x12 -> 8x6x6
    Kernels::Zero.Border(DDeepConvMap, samples, At(DDeepConv));
    ScoresMaxUnpoolGradient.Backward(samples, At(DScoresMaxUnpool), At(DownMaxPoolWinners), At(DDeepConv));

    // Deep.conv: gradient of weights and bias, 8x6x6
    DeepConvWeightGradient.Run(samples, At(DownMaxPool), At(DDeepConv), Gradient(Weights.DeepConvWeight), Gradient(Weights.DeepConvBias), scratch: Fixed(DeepConvGradientScratch));

    // Deep.conv: gradient of the input, by turned filters, 8x6x6
    DeepConvDataGradient.Pack(Parameter(Weights.DeepConvWeight), Fixed(DeepConvTurned));
    DeepConvDataGradient.Run(samples, At(DDeepConv), Fixed(DeepConvTurned), At(DDownMaxPool));

    // Down.conv: gradient to the winners, through the ReLU, 8x6x6 -> 8x12x12
    Kernels::Zero.Border(DDownMaxPoolInnerMap, samples, At(DDownMaxPoolInner));
    DownConvGradient.Run(samples, At(DownMaxPool), At(DDownMaxPool), At(DownMaxPoolWinners), At(DDownMaxPoolInner));

    // Down.conv: gradient of weights and bias, 3x12x12
    DownConvWeightGradient.Run(samples, At(Input), At(DDownMaxPoolInner), Gradient(Weights.DownConvWeight), Gradient(Weights.DownConvBias), scratch: Fixed(DownConvGradientScratch));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // Down.conv: gradient of the input, by turned filters, 8x12x12 -> 3x12x12
    DownConvDataGradient.Pack(Parameter(Weights.DownConvWeight), Fixed(DownConvTurned));
    DownConvDataGradient.Run(samples, At(DDownMaxPoolInner), Fixed(DownConvTurned), At(DInput));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
