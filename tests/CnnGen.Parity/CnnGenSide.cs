using CnnGen.Training;

namespace CnnGen.Parity;

/// <summary>CnnGen's outcome, from a file with PyTorch's names.</summary>
internal static class CnnGenSide
{
    /// <param name="network">The network.</param>
    /// <param name="weights">A safetensors file.</param>
    /// <param name="create">Makes what both sides are given, once the model's outputs are known.</param>
    public static (Outcome Outcome, Exercise Exercise) Run(NetworkPair network, string weights, Func<int, bool, Exercise> create)
    {
        Model model = network.WithoutDropout();
        model.Load(weights, network.Names.Rename);
        using Trainer trainer = model.CreateTrainer(network.Batch, new Sgd(network.Rate, Exercise.Momentum));
        using Predictor predictor = model.CreatePredictor(network.Batch);
        Exercise exercise = create(predictor.ScoresPerSample, trainer is ClassifierTrainer);
        float[] scores = Predict(network, weights, exercise, predictor);

        float loss = ComputeGradients(trainer, exercise);
        Dictionary<string, float[]> gradients = trainer.Gradients.Infos.ToDictionary(info => info.Name, info => trainer.Gradients.ToArray(info.Name));
        float[] inputGradient = trainer.InputGradient.ToArray();

        float[] losses = new float[Exercise.Steps];
        losses[0] = Step(trainer, exercise);
        Dictionary<string, float[]> statistics = model.Parameters.Infos
            .Where(info => !gradients.ContainsKey(info.Name))
            .ToDictionary(info => info.Name, info => model.Parameters.ToArray(info.Name));
        for (int step = 1; step < losses.Length; step++)
            losses[step] = Step(trainer, exercise);

        Outcome outcome = new()
        {
            Scores = scores,
            Loss = loss,
            Gradients = gradients,
            InputGradient = inputGradient,
            Statistics = statistics,
            Losses = losses,
        };
        return (outcome, exercise);
    }

    /// <summary>Scores of the model as declared. Where it has dropout, those of the model without must be the same to the bit.</summary>
    private static float[] Predict(NetworkPair network, string weights, Exercise exercise, Predictor withoutDropout)
    {
        float[] scores = withoutDropout.Run(exercise.Samples).ToArray();
        if (network.WithoutDropout != network.Declared)
        {
            Model declared = network.Declared();
            declared.Load(weights, network.Names.Rename);
            using Predictor predictor = declared.CreatePredictor(network.Batch);
            if (!predictor.Run(exercise.Samples).SequenceEqual(scores))
                throw new InvalidOperationException($"{network.Name} and its declaration without dropout have different scores: they are different networks.");
        }

        return scores;
    }

    private static float ComputeGradients(Trainer trainer, Exercise exercise) => trainer switch
    {
        ClassifierTrainer classifier => classifier.ComputeGradients(exercise.Samples, exercise.Labels),
        RegressionTrainer regression => regression.ComputeGradients(exercise.Samples, exercise.Targets),
        _ => throw new NotSupportedException($"{trainer.GetType()} has no answers here."),
    };

    private static float Step(Trainer trainer, Exercise exercise) => trainer switch
    {
        ClassifierTrainer classifier => classifier.Step(exercise.Samples, exercise.Labels),
        RegressionTrainer regression => regression.Step(exercise.Samples, exercise.Targets),
        _ => throw new NotSupportedException($"{trainer.GetType()} has no answers here."),
    };
}
