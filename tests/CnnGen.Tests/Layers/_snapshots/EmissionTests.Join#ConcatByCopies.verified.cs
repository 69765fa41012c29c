// [From(Stage.Input), Conv(5, 1)] Narrow;
// [From(Stage.Input), Conv(16, 1), Keep] Kept;
// [Concat(nameof(Narrow), nameof(Kept)), Conv(4, 1), MeanSquaredError] Scores;

// Predictor
partial void PrepareSteps()
{
    NarrowConvForward.Pack(Parameter(Weights.NarrowConvWeight), Fixed(NarrowConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.NarrowConvBias), Fixed(NarrowConvPackedBias), 16);
    KeptConvForward.Pack(Parameter(Weights.KeptConvWeight), Fixed(KeptConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.KeptConvBias), Fixed(KeptConvPackedBias), 16);
    ScoresConvForward.Pack(Parameter(Weights.ScoresConvWeight), Fixed(ScoresConvPacked));
    Kernels::Transfer.Copy(Parameter(Weights.ScoresConvBias), Fixed(ScoresConvPackedBias), 16);
}

partial void ForwardSteps(Kernels::Samples samples)
{
    // Narrow.conv: 1x1 convolution, bias, 3x12x12 -> 5x12x12
    NarrowConvForward.Forward(samples, At(Input), Fixed(NarrowConvPacked), Fixed(NarrowConvPackedBias), At(NarrowConv));

    // Kept.conv: 1x1 convolution, bias, 3x12x12 -> 16x12x12
    KeptConvForward.Forward(samples, At(Input), Fixed(KeptConvPacked), Fixed(KeptConvPackedBias), At(KeptConv));

    // Scores.concat: channels of 2 maps, copied because NarrowConv is not a whole number of vectors and KeptConv has a place of its own, to 21x12x12
    ScoresConcatSlice1.Write(samples, At(NarrowConv), At(ScoresConcat));
    ScoresConcatSlice2.Write(samples, At(KeptConv), At(ScoresConcat));

    // Scores.conv: 1x1 convolution, bias, 21x12x12 -> 4x12x12
    ScoresConvForward.Forward(samples, At(ScoresConcat), Fixed(ScoresConvPacked), Fixed(ScoresConvPackedBias), At(ScoresConv));
}

// Trainer
partial void ForwardSteps(Kernels::Samples samples, ref float loss)
{
    // Narrow.conv: 1x1 convolution, bias, 3x12x12 -> 5x12x12
    NarrowConvForward.Forward(samples, At(Input), Parameter(Weights.NarrowConvWeight), Parameter(Weights.NarrowConvBias), At(NarrowConv));

    // Kept.conv: 1x1 convolution, bias, 3x12x12 -> 16x12x12
    KeptConvForward.Forward(samples, At(Input), Parameter(Weights.KeptConvWeight), Parameter(Weights.KeptConvBias), At(KeptConv));

    // Scores.concat: channels of 2 maps, copied because NarrowConv is not a whole number of vectors and KeptConv has a place of its own, to 21x12x12
    ScoresConcatSlice1.Write(samples, At(NarrowConv), At(ScoresConcat));
    ScoresConcatSlice2.Write(samples, At(KeptConv), At(ScoresConcat));

    // Scores.conv: 1x1 convolution, bias, 21x12x12 -> 4x12x12
    ScoresConvForward.Forward(samples, At(ScoresConcat), Parameter(Weights.ScoresConvWeight), Parameter(Weights.ScoresConvBias), At(ScoresConv));

    // loss: mean squared error, 4x12x12
    loss = LossForward.Run(samples, At(ScoresConv), Targets, At(DScoresConv));
}

partial void BackwardSteps(Kernels::Samples samples)
{
    // Scores.conv: gradient of weights and bias, 21x12x12
    ScoresConvWeightGradient.Run(samples, At(ScoresConcat), At(DScoresConv), Gradient(Weights.ScoresConvWeight), Gradient(Weights.ScoresConvBias));

    // Scores.conv: gradient of the input, by turned filters, 4x12x12 -> 21x12x12
    ScoresConvDataGradient.Pack(Parameter(Weights.ScoresConvWeight), Fixed(ScoresConvTurned));
    ScoresConvDataGradient.Run(samples, At(DScoresConv), Fixed(ScoresConvTurned), At(DScoresConcat));

    // Scores.concat: gradient of channels 0 to 4, copied because DNarrowConv is not a whole number of vectors, 21x12x12 -> 5x12x12
    DNarrowConvSlice.Read(samples, At(DScoresConcat), At(DNarrowConv));

    // Scores.concat: gradient of channels 5 to 20, copied because DKeptConv begins within a vector, 21x12x12 -> 16x12x12
    DKeptConvSlice.Read(samples, At(DScoresConcat), At(DKeptConv));

    // Kept.conv: gradient of weights and bias, 3x12x12
    KeptConvWeightGradient.Run(samples, At(Input), At(DKeptConv), Gradient(Weights.KeptConvWeight), Gradient(Weights.KeptConvBias));

    // Narrow.conv: gradient of weights and bias, 3x12x12
    NarrowConvWeightGradient.Run(samples, At(Input), At(DNarrowConv), Gradient(Weights.NarrowConvWeight), Gradient(Weights.NarrowConvBias));
}

partial void BackwardToInputSteps(Kernels::Samples samples)
{
    // Kept.conv: gradient of the input, by turned filters, 16x12x12 -> 3x12x12
    KeptConvDataGradient.Pack(Parameter(Weights.KeptConvWeight), Fixed(KeptConvTurned));
    KeptConvDataGradient.Run(samples, At(DKeptConv), Fixed(KeptConvTurned), At(DInputFromKeptConv));

    // Narrow.conv: gradient of the input, by turned filters, plus DInputFromKeptConv, 5x12x12 -> 3x12x12
    NarrowConvDataGradient.Pack(Parameter(Weights.NarrowConvWeight), Fixed(NarrowConvTurned));
    NarrowConvDataGradient.Run(samples, At(DNarrowConv), Fixed(NarrowConvTurned), At(DInput), added: At(DInputFromKeptConv));
}

partial void UpdateStatisticsSteps(Kernels::Samples samples)
{
}
